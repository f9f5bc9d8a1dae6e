/**
 * `npm run load`: loads Pannier and the classic design on this machine in the same way, with a consistency check after
 * each run. `--quick` takes a minute and gives a first impression, not a result; `-- capacity kill` runs only these
 * parts. Exits with 1 when a check of Pannier found a difference.
 */
import { parseArgs } from 'node:util'
import { DESIGNS, Design } from './design.ts'
import { runAll } from './loads.ts'
import { planOf, secondsOf, unitsFor } from './plan.ts'
import { machine, writeReport } from './report.ts'
import { type Round, rowsOf } from './rows.ts'
import { count, milliseconds } from './tables.ts'

const usage = 'usage: npm run load -- [--quick] [part or scenario …]'

async function run(): Promise<boolean> {
  const { quick, only } = readArguments()
  const plan = planOf(quick)
  const seconds = secondsOf(plan)
  const length = seconds < 120 ? `${Math.round(seconds)} seconds` : `${Math.round(seconds / 60)} minutes`
  console.log(`This takes about ${length}; do not run anything else on this machine in the meantime.`)
  const startedAt = new Date()
  const before = await machine()
  const rounds: Round[] = []
  const designs: Design[] = []
  let fault: unknown = null
  try {
    const starting = DESIGNS.map((name) => Design.start(name, unitsFor(plan)))
    for (const design of await Promise.allSettled(starting)) {
      if (design.status === 'rejected') throw design.reason
      designs.push(design.value)
    }
    await runAll(designs, plan, only, (round) => {
      rounds.push(round)
      const elapsed = (Date.now() - startedAt.getTime()) / 1000
      console.log(`${Math.round(elapsed)} s of about ${Math.round(seconds)} s: ${lineOf(round)}`)
    })
  } catch (error) {
    // Half an hour of measuring must not be lost to its last run.
    if (rounds.length === 0) throw error
    fault = error
  } finally {
    await Promise.all(designs.map((design) => design.stop()))
  }
  const rows = rowsOf(rounds)
  const times = { startedAt: startedAt.toISOString(), finishedAt: new Date().toISOString() }
  const folder = await writeReport({ ...times, plan, machine: before, rows })
  console.log(`report.html, report.md and report.json are in ${folder}`)
  if (fault !== null) throw fault
  return rows.every(({ design, check }) => design !== 'pannier' || check.violations === 0)
}

function lineOf({ part, name, design, clients, answeredPerSecond, latencies, checked }: Round): string {
  const { p50, p99 } = latencies.summary()
  const found = checked.violations.length
  const [first] = checked.violations
  const example = first && `${first.kind} in ${first.place}, ${first.subject}: ${first.found} for ${first.expected}`
  const verdict = example === undefined ? 'consistent' : `${count(found)} differences (${example})`
  const times = `p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}`
  return `${design}, ${part}, ${name}, ${clients} clients: ${count(answeredPerSecond)}/s, ${times}, ${verdict}`
}

function readArguments() {
  try {
    const options = { quick: { type: 'boolean', default: false } } as const
    const { values, positionals } = parseArgs({ options, allowPositionals: true })
    return { quick: values.quick, only: positionals }
  } catch {
    throw new Error(usage)
  }
}

try {
  if (!(await run())) process.exitCode = 1
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 2
}
