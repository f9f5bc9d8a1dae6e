/**
 * `npm run bench`: measures Pannier against its budgets. Each figure's result is kept as soon as it is measured, and
 * bench/RESULTS.md shows all of them. `npm run bench -- cpu rows` measures only these; `--quick` shortens them, and keeps
 * nothing.
 */

import type { Figure } from './figure.ts'
import { backup } from './figures/backup.ts'
import { bundle } from './figures/bundle.ts'
import { cachePolicy } from './figures/cache-policy.ts'
import { catalogue } from './figures/catalogue.ts'
import { checkout } from './figures/checkout.ts'
import { cpu } from './figures/cpu.ts'
import { deliveries } from './figures/deliveries.ts'
import { folding } from './figures/folding.ts'
import { growth } from './figures/growth.ts'
import { identity } from './figures/identity.ts'
import { importing } from './figures/import.ts'
import { inputs } from './figures/inputs.ts'
import { lag } from './figures/lag.ts'
import { lighthouse } from './figures/lighthouse.ts'
import { live } from './figures/live.ts'
import { metrics } from './figures/metrics.ts'
import { pages } from './figures/pages.ts'
import { pipelines } from './figures/pipelines.ts'
import { price } from './figures/price.ts'
import { pricing } from './figures/pricing.ts'
import { reconcile } from './figures/reconcile.ts'
import { repaint } from './figures/repaint.ts'
import { rows } from './figures/rows.ts'
import { search } from './figures/search.ts'
import { searches } from './figures/searches.ts'
import { sold } from './figures/sold.ts'
import { tail } from './figures/tail.ts'
import { throughput } from './figures/throughput.ts'
import { keep, tableOf, writeResults } from './report.ts'

const figures: Readonly<Record<string, Figure>> = {
  ...{
    rows,
    price,
    growth,
    folding,
    lag,
    pipelines,
    identity,
    cpu,
    throughput,
    tail,
    catalogue,
    search,
    searches,
    checkout,
    pricing,
    sold,
    live,
    pages,
    repaint,
    lighthouse,
    inputs,
    reconcile,
    metrics,
    deliveries,
  },
  import: importing,
  backup,
  'cache-policy': cachePolicy,
  bundle,
}

const given = process.argv.slice(2)
const quick = given.includes('--quick')
const names = given.filter((argument) => argument !== '--quick')
const unknown = names.find((name) => !(name in figures))
if (unknown !== undefined) {
  const usage = 'usage: npm run bench -- [--quick] [FIGURE …]'
  console.error(`unknown figure ${unknown}; the figures are: ${Object.keys(figures).join(', ')}\n${usage}`)
  process.exit(1)
}

for (const [name, figure] of Object.entries(figures)) {
  if (names.length > 0 && !names.includes(name)) continue
  const startedAt = Date.now()
  const details: string[] = []
  const say = (line: string) => {
    details.push(line)
    console.log(line)
  }
  say(`— ${name}`)
  const lines = await figure({ quick, say })
  console.log(`\n${tableOf(lines)}\n  (${Math.round((Date.now() - startedAt) / 1000)} s)\n`)
  if (!quick) await keep(name, { lines, details })
}
if (!quick) await writeResults(Object.keys(figures))
