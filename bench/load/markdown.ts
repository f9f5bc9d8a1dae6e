/** The report as Markdown. */
import type { Report } from './report.ts'
import type { Row } from './rows.ts'
import { milliseconds, type Table, tablesOf } from './tables.ts'

export function markdown(report: Report): string {
  const parts = [`# Load, ${report.startedAt.slice(0, 10)}`, introduction(report)]
  for (const table of tablesOf(report.rows)) parts.push(`## ${table.title}`, table.note, textOf(table))
  const examples = report.rows.flatMap(examplesOf)
  if (examples.length > 0) parts.push('## Differences found by the consistency check', examples.join('\n'))
  return `${parts.join('\n\n')}\n`
}

export function introduction({ startedAt, finishedAt, plan, machine, rows }: Report): string {
  const lateMs = Math.max(0, ...rows.map((row) => row.lateMs ?? 0))
  const { cores, processor, memoryGiB, node, loadBefore, syncMs } = machine
  const rounds = plan.rounds === 1 ? 'one round' : `${plan.rounds} rounds, the designs in turn`
  return [
    `${plan.quick ? 'A quick run gives a first impression, not a result. ' : ''}From ${startedAt} to ${finishedAt}, ${rounds}, state on disk.`,
    `${cores} cores (${processor}), ${memoryGiB} GiB, Node ${node}; generator and designs share them.`,
    `Load average before the run: ${loadBefore.toFixed(1)}; one fsync of the disk took ${milliseconds(syncMs)}. The generator was late by at most ${milliseconds(lateMs)} (p99 of the worst run).`,
  ].join(' ')
}

export function examplesOf(row: Row): readonly string[] {
  return row.check.examples.map(({ kind, place, subject, expected, found }) => {
    return `- ${row.design}, ${row.part} ${row.name}: ${kind} in ${place}: ${subject}, expected ${expected}, found ${found}`
  })
}

function textOf({ head, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
