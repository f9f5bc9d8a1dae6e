/**
 * The rule tests for `promtool test rules`: each case as Prometheus reads it, with the minutes in which the worker's own
 * evaluator has the alert firing.
 */
import { ALERTS } from '../../src/domain/alerts/table.ts'
import { CASES, type Case } from './cases.ts'
import { annotationsOf, labelsOf, ruleNameOf } from './rules.ts'
import { notationOf } from './series.ts'
import { timelineOf } from './timeline.ts'
import type { Data } from './yaml.ts'

export function ruleTestsFile(rules: string): Data {
  return { rule_files: [rules], evaluation_interval: '1m', tests: CASES.map(testOf) }
}

function testOf(its: Case): Data {
  const { alert, fault, course, series } = its
  const minutes = course[0] + course[1] + course[2]
  const timeline = timelineOf(its)
  const input = series.flatMap((make) => make(course).lines(minutes))
  return {
    name: `${alert}: ${fault}`,
    interval: '1m',
    input_series: input.map(([name, values]) => ({ series: name, values: notationOf(values) })),
    alert_rule_test: checkedMinutes(timeline, course[0]).map((minute) => ({
      eval_time: `${minute}m`,
      alertname: ruleNameOf(alert),
      exp_alerts: timeline[minute]
        ? [{ exp_labels: labelsOf(alert, ALERTS[alert]), exp_annotations: annotationsOf(alert, ALERTS[alert]) }]
        : [],
    })),
  }
}

/** The minutes around each change, the beginning of the fault and the end. */
function checkedMinutes(timeline: readonly boolean[], fault: number): readonly number[] {
  const changes = timeline.flatMap((fires, minute) =>
    fires !== (timeline[minute - 1] ?? false) ? [minute - 1, minute] : [],
  )
  const all = [fault, ...changes, timeline.length - 1].filter((minute) => minute >= 0)
  return [...new Set(all)].sort((one, other) => one - other)
}
