/** The report as one self-contained HTML page: tables, and charts in SVG. */
import { barChart, type Curve, curveChart, escaped } from './charts.ts'
import { examplesOf, introduction } from './markdown.ts'
import { ROUND_TRIP_MS } from './plan.ts'
import type { Report } from './report.ts'
import { CURVE, type Row } from './rows.ts'
import { count, milliseconds, type Table, tablesOf } from './tables.ts'

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2024; --soft: #d8dce0; --pannier: #1f77b4; --classic: #d9822b }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8ea; --soft: #444b52; --pannier: #6bb1e8; --classic: #f0a860 } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); max-width: 1080px; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; font-size: 13px; display: block; overflow-x: auto }
th, td { border-bottom: 1px solid var(--soft); padding: .25rem .6rem; text-align: right; white-space: nowrap }
th:first-child, td:first-child { text-align: left }
figure { margin: 1.2rem 0 } figcaption { font-weight: 600 } svg { width: 100%; max-width: 760px; font: 12px system-ui }
svg text { fill: var(--ink) } .grid { stroke: var(--soft) } .line { fill: none; stroke-width: 2 }
rect.pannier { fill: var(--pannier) } rect.classic { fill: var(--classic) }
.line.pannier { stroke: var(--pannier) } .line.classic { stroke: var(--classic) }
`

export function html(report: Report): string {
  const { rows } = report
  const charts = chartsOf(rows)
  const sections = tablesOf(rows).map((table) => {
    return `<section><h2>${escaped(table.title)}</h2><p>${escaped(table.note)}</p>${tableOf(table)}${charts[table.title] ?? ''}</section>`
  })
  const examples = rows.flatMap(examplesOf).map((line) => `<li>${escaped(line.slice(2))}</li>`)
  if (examples.length > 0) {
    sections.push(`<section><h2>Differences found by the consistency check</h2><ul>${examples.join('')}</ul></section>`)
  }
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Load, ${report.startedAt.slice(0, 10)}</title><style>${STYLE}</style></head>
<body><h1>Load, ${report.startedAt.slice(0, 10)}</h1><p>${escaped(introduction(report))}</p>
${sections.join('\n')}
</body></html>
`
}

function tableOf({ head, rows }: Table): string {
  const line = (cells: readonly string[], tag: 'th' | 'td') => {
    return `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`
  }
  return `<table><thead>${line(head, 'th')}</thead><tbody>${rows.map((cells) => line(cells, 'td')).join('')}</tbody></table>`
}

/** Charts by the title of the table that they belong to. */
function chartsOf(rows: readonly Row[]): Readonly<Record<string, string>> {
  const of = (part: Row['part']) => rows.filter((row) => row.part === part)
  const names = [...new Set(of('scenario').map(({ name }) => name))]
  const scenarios = names.map((name) =>
    latencyChart(
      name,
      of('scenario').filter((row) => row.name === name),
    ),
  )
  const capacity = of('capacity').map((row) => ({
    ...{ label: `${row.name}, ${row.design}`, value: row.answeredPerSecond, text: `${count(row.answeredPerSecond)}/s` },
    series: row.design,
  }))
  const distance = of('distance').map((row) => ({
    ...{ label: `${row.name}, ${row.design}, ${ROUND_TRIP_MS[row.design]} ms away`, value: row.latency.p50 },
    ...{ text: milliseconds(row.latency.p50), series: row.design },
  }))
  return {
    Scenarios: scenarios.join(''),
    Capacity: barChart('Operations per second, 64 connections', capacity),
    Distance: barChart('Median latency that a shopper sees', distance),
  }
}

function latencyChart(name: string, rows: readonly Row[]): string {
  const fewest = Math.min(...rows.map(({ clients }) => clients))
  const curves = rows.map((row): Curve => {
    const label = `${row.design}, ${row.clients} clients`
    return { label, series: row.design, values: row.curve, dashed: row.clients !== fewest }
  })
  const ticks = CURVE.map((percentile) => (percentile === 100 ? 'max' : `p${percentile}`))
  return curveChart(`${name}: latency by percentile`, ticks, curves)
}
