/** docs/alerts.md: the table of alerts, with how soon each fires in its test. */
import { conditionOf, durationOf } from '../../src/domain/alerts/promql.ts'
import { ALERT_IDS, ALERTS } from '../../src/domain/alerts/table.ts'
import { CASES } from './cases.ts'

export function alertsPage(): string {
  return `# Alerts

Pannier evaluates these alerts every minute, from its own metrics, and sends [notices](operating.md#alerts). Prometheus
can evaluate the same alerts with [pannier.rules.yml](../ops/prometheus/pannier.rules.yml). The [runbook](runbook.md) has
a section for each of them. \`page\` wakes somebody at any hour; \`ticket\` waits for working hours.

"Fires after" and "ends after" are minutes from the beginning and the end of the fault in the rule tests, which the
worker's evaluator and \`promtool\` both pass. \`npm run ops-files\` writes this page.

${table(['alert', 'severity', 'meaning', 'fires after', 'ends after'], ALERT_IDS.map(rowOf))}

## Conditions

An alert fires when its condition has held for as long as \`for\` says, and ends when the condition has not held for as
long as \`keep_firing_for\` says.

${ALERT_IDS.map(conditionBlock).join('\n\n')}
`
}

function rowOf(id: (typeof ALERT_IDS)[number]): readonly string[] {
  const { severity, title } = ALERTS[id]
  const its = CASES.filter(({ alert, firesAfter }) => alert === id && firesAfter !== null)
  const list = (values: readonly (number | null)[]) => values.map((value) => `${value} min`).join(', ')
  return [
    `[${id}](runbook.md#${id})`,
    `\`${severity}\``,
    title.en,
    list(its.map(({ firesAfter }) => firesAfter)),
    list(its.map(({ endsAfter }) => endsAfter)),
  ]
}

function conditionBlock(id: (typeof ALERT_IDS)[number]): string {
  const alert = ALERTS[id]
  const lasting = `\`for\` ${alert.for > 0 ? durationOf(alert.for) : '0'}, \`keep_firing_for\` ${alert.keepFiringFor > 0 ? durationOf(alert.keepFiringFor) : '0'}`
  return `**${id}**: ${lasting}\n\n\`\`\`promql\n${conditionOf(alert.when)}\n\`\`\``
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)))
  const line = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [line(head), rule, ...rows.map(line)].join('\n')
}
