/** The rules for Prometheus: one alert for each row of the table. */
import { type Alert, runbookOf } from '../../src/domain/alerts/alert.ts'
import { conditionOf, durationOf } from '../../src/domain/alerts/promql.ts'
import { ALERTS } from '../../src/domain/alerts/table.ts'
import type { Data } from './yaml.ts'

/** @example ruleNameOf('record-down') // => 'PannierRecordDown' */
export function ruleNameOf(id: string): string {
  return `Pannier${id.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())}`
}

export function rulesFile(): Data {
  return { groups: [{ name: 'pannier', interval: '1m', rules: Object.entries(ALERTS).map(ruleOf) }] }
}

export function labelsOf(id: string, { severity }: Alert) {
  return { severity, alert: id }
}

export function annotationsOf(id: string, { title }: Alert) {
  return { summary: title.en, summary_zh: title.zh, runbook: runbookOf(id) }
}

function ruleOf([id, alert]: readonly [string, Alert]): Data {
  return {
    alert: ruleNameOf(id),
    expr: conditionOf(alert.when),
    for: alert.for > 0 ? durationOf(alert.for) : undefined,
    keep_firing_for: alert.keepFiringFor > 0 ? durationOf(alert.keepFiringFor) : undefined,
    labels: labelsOf(id, alert),
    annotations: annotationsOf(id, alert),
  }
}
