/** Alerts over a condition that comes and goes, as rules and tests for promtool that expect the worker's phases. */

import { notationOf } from '../../../dev/ops-files/series.ts'
import type { Data } from '../../../dev/ops-files/yaml.ts'
import { advance, firstState } from '../../../src/domain/alerts/state.ts'

const MINUTES = 90
const PATIENCES = [0, 1, 3].flatMap((hold) => [0, 1, 5].map((keep) => ({ for: hold * 60, keepFiringFor: keep * 60 })))

/** @param courses endless sequences; a condition changes where two of three draws say so */
export function flappingTests(courses: readonly Iterable<boolean>[]): { readonly rules: Data; readonly tests: Data } {
  const rules = PATIENCES.map((patience, index) => ({
    alert: `Flap${index}`,
    expr: 'condition > 0',
    for: `${patience.for}s`,
    keep_firing_for: patience.keepFiringFor > 0 ? `${patience.keepFiringFor}s` : undefined,
  }))
  return { rules: { groups: [{ name: 'flap', interval: '1m', rules }] }, tests: courses.map(testOf) }
}

function testOf(draws: Iterable<boolean>): Data {
  const holds = conditionOf(draws)
  return {
    interval: '1m',
    input_series: [{ series: 'condition', values: notationOf(holds.map(Number)) }],
    alert_rule_test: PATIENCES.flatMap((patience, index) => {
      let state = firstState(0)
      return holds.map((its, minute) => {
        state = advance(state, its, patience, minute * 60_000)
        return {
          eval_time: `${minute}m`,
          alertname: `Flap${index}`,
          exp_alerts: state.phase === 'firing' ? [{ exp_labels: {} }] : [],
        }
      })
    }),
  }
}

function conditionOf(draws: Iterable<boolean>): readonly boolean[] {
  const drawn = draws[Symbol.iterator]()
  const draw = () => drawn.next().value === true
  let holds = false
  return Array.from({ length: MINUTES }, () => {
    if (draw() && (draw() || draw())) holds = !holds
    return holds
  })
}
