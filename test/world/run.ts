/**
 * Runs histories from the command line: `npm run world -- --seed 123` runs one step by step, `--seeds 1..1000` runs
 * many and prints their rate. `--people`, `--orders`, `--stripe`, `--endings`, `--lives`, `--restores`, `--releases`,
 * `--clients` and `--long` name a kind; without one, the kind is `carts`. `--mutant NAME` plants the bug of that name and says how often its
 * place was reached; `--expect-failure` succeeds if a history breaks the promise that the bug names, and prints that
 * promise.
 */
import { parseArgs } from 'node:util'
import { HISTORIES, type HistoryName } from './histories.ts'
import { mutantOf } from './mutants/mutants.ts'
import { plant } from './mutants/planting.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '1..1000' },
    'expect-failure': { type: 'boolean', default: false },
    people: { type: 'boolean', default: false },
    orders: { type: 'boolean', default: false },
    stripe: { type: 'boolean', default: false },
    endings: { type: 'boolean', default: false },
    lives: { type: 'boolean', default: false },
    restores: { type: 'boolean', default: false },
    releases: { type: 'boolean', default: false },
    clients: { type: 'boolean', default: false },
    long: { type: 'boolean', default: false },
    mutant: { type: 'string' },
  },
})

const mutant = values.mutant === undefined ? null : mutantOf(values.mutant)
const planted = mutant && (await plant(mutant))
const name: HistoryName =
  (['people', 'orders', 'stripe', 'endings', 'lives', 'restores', 'releases', 'clients', 'long'] as const).find(
    (each) => values[each],
  ) ?? 'carts'
const tell = await (planted?.histories ?? HISTORIES)[name].load()

if (values.seed !== undefined) {
  const told = await tell(Number(values.seed), console.log)
  console.log(told.broken ? `broken: ${told.broken}` : `kept every promise in ${told.steps} steps`)
  process.exitCode = told.broken ? 1 : 0
} else {
  const [first = 1, last = first] = values.seeds.split('..').map(Number)
  const started = performance.now()
  let failed = 0
  let others = 0
  let steps = 0
  let told = 0
  for (let seed = first; seed <= last; seed++) {
    const { broken, steps: its } = await tell(seed)
    steps += its
    told++
    if (!broken) continue
    if (mutant?.promise !== undefined && !broken.includes(mutant.promise)) {
      others++
      continue
    }
    failed++
    console.log(`seed ${seed}: ${broken}`)
    if (values['expect-failure']) break
  }
  const seconds = (performance.now() - started) / 1000
  if (others > 0) console.log(`${others} histories broke another promise`)
  if (planted) console.log(`the place of the bug was reached ${await planted.reach.count()} times`)
  console.log(`${told} histories, ${failed} broken, ${steps} steps, ${(told / seconds).toFixed(1)} histories a second`)
  process.exitCode = failed > 0 === values['expect-failure'] ? 0 : 1
}
