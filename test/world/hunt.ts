/**
 * Hunts the planted bugs: `npm run hunt`, or only those whose names contain a text: `npm run hunt -- "given back
 * twice"`. Prints a line for each bug. Fails if a bug is not caught, if its place is never reached, or if the history
 * that catches it also breaks a promise without the bug.
 */
import type { Hunt } from './mutants/hunt.ts'
import { MUTANTS } from './mutants/mutants.ts'
import { huntAll } from './mutants/pack.ts'

const AT_ONCE = 2
/** A bug that needed more histories than this must name the history that caught it. */
const FEW = 3

const wanted = process.argv.slice(2)
const names = MUTANTS.map(({ name }) => name).filter(
  (name) => wanted.length === 0 || wanted.some((text) => name.includes(text)),
)
const started = performance.now()
const failed: string[] = []
const renewed: string[] = []
let done = 0
let cpuSeconds = 0

await huntAll(names, Math.min(AT_ONCE, names.length), (name, hunt) => {
  const failure = hunt instanceof Error ? hunt.message : failureOf(hunt)
  if (failure !== null) failed.push(`${name}: ${failure}`)
  else if (!(hunt instanceof Error) && hunt.histories > FEW) renewed.push(`${name}: ${hunt.caught?.seed}`)
  console.log(
    `${++done} of ${names.length}: ${name}: ${failure ?? 'caught'}${hunt instanceof Error ? '' : detailsOf(hunt)}`,
  )
  if (!(hunt instanceof Error)) cpuSeconds += hunt.cpuSeconds
})

const seconds = ((performance.now() - started) / 1000).toFixed(0)
console.log(
  `${names.length} planted bugs hunted in ${seconds} s, with ${cpuSeconds.toFixed(0)} s of CPU; ${failed.length} failed`,
)
for (const each of renewed) console.log(`SEED ${each}`)
for (const each of failed) console.log(`FAILED ${each}`)
if (names.length === 0) console.error(`no name of a planted bug contains: ${wanted.join(', ')}`)
process.exitCode = names.length > 0 && failed.length === 0 ? 0 : 1

function failureOf({ caught, fault, reached }: Hunt): string | null {
  if (fault) return `history ${fault.seed} breaks a promise without the bug: ${fault.promise}`
  if (!caught) return 'NOT CAUGHT'
  return reached > 0 ? null : 'the place of the bug was never reached'
}

function detailsOf({ caught, histories, others, reached, cpuSeconds }: Hunt): string {
  const by = caught ? ` by history ${caught.seed}: ${caught.promise.split('\n')[0]?.slice(0, 100)}` : ''
  return `${by}; ${histories} histories, ${others} broke another promise, place reached ${reached} times, ${cpuSeconds.toFixed(1)} s of CPU`
}
