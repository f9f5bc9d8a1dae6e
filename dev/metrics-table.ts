/** `npm run metrics-table`: writes the table of docs/metrics.md from the catalogue. A test fails while it is out of date. */
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { METRIC_NAMES, METRICS, type Metric, PREFIX, unitOf } from '../src/domain/metrics/catalogue.ts'
import { METRIC_HELP } from '../src/domain/metrics/help.ts'

export const metricsPage = fileURLToPath(new URL('../docs/metrics.md', import.meta.url))
const BEGIN = '<!-- The table is generated: npm run metrics-table -->\n\n'
const END = '\n\n<!-- End of the table -->'

/** Labels whose values another table of the code lists. */
const OTHER_TABLES: Readonly<Record<string, string>> = {
  route: '`METHOD pattern`, or `other`',
  code: 'a code of [the contract](../src/contract/problem.ts)',
  duty: 'the name of a duty',
  page: 'the name of a page',
  version: 'the version of the package',
}

export function metricsTable(): string {
  const rows = METRIC_NAMES.map((name) => {
    const metric: Metric = METRICS[name]
    const labels = Object.entries(metric.labels).map(([label, values]) => {
      const shown = values && values.length > 9 ? [...values.slice(0, 3), '…'] : values
      return `\`${label}\`: ${shown ? shown.join(', ') : OTHER_TABLES[label]}`
    })
    return [`\`${PREFIX}${name}\``, kindOf(metric), unitOf(name), labels.join('; '), METRIC_HELP[name]]
  })
  const head = ['metric', 'kind', 'unit', 'labels besides `deployment`', 'meaning']
  // Aligned as the formatter aligns it.
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((cells) => cells[at]?.length ?? 0)))
  const lines = [head, widths.map((width) => '-'.repeat(width)), ...rows]
  return lines.map((cells) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`).join('\n')
}

function kindOf(metric: Metric): string {
  if (metric.kind !== 'gauge') return metric.kind
  return `gauge, ${metric.fold}, ${metric.ttlSeconds} s`
}

/** The page with the table in its place. */
export function pageWithTable(page: string): string {
  const [before, rest] = page.split(BEGIN)
  const after = rest?.split(END)[1]
  if (after === undefined) throw new Error('docs/metrics.md has lost the marks around its table')
  return `${before}${BEGIN}${metricsTable()}${END}${after}`
}

if (import.meta.main) await writeFile(metricsPage, pageWithTable(await readFile(metricsPage, 'utf8')))
