/**
 * Runs histories from the command line: `npm run world -- --seed 123` runs one step by step, `--seeds 1..1000` runs
 * many and prints their rate. `--people`, `--orders`, `--stripe`, `--endings`, `--lives`, `--restores`, `--releases`,
 * `--clients` and `--long` name a kind; without one, the kind is `carts`. `--mutant NAME` plants the bug of that name and says how often its
 * place was reached; `--expect-failure` succeeds if a history breaks the promise that the bug names, and prints that
 * promise.
 */
import { argumentsOf, runCommand } from '../../dev/command.ts'
import { HISTORIES, type HistoryName } from './histories.ts'
import { mutantOf } from './mutants/mutants.ts'
import { plant } from './mutants/planting.ts'

const usage = 'usage: npm run world -- [--seed N | --seeds N..M] [KIND] [--mutant NAME [--expect-failure]]'

await runCommand(async () => {
  const { values } = argumentsOf(usage, {
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
  })

  const mutant = values.mutant === undefined ? null : mutantOf(values.mutant)
  const planted = mutant && (await plant(mutant))
  const name: HistoryName =
    (['people', 'orders', 'stripe', 'endings', 'lives', 'restores', 'releases', 'clients', 'long'] as const).find(
      (each) => values[each],
    ) ?? 'carts'
  const tell = await (planted?.histories ?? HISTORIES)[name].load()

  if (values.seed !== undefined) {
    const seed = Number(values.seed)
    if (!Number.isInteger(seed)) throw new Error(`--seed must be a whole number\n${usage}`)
    const told = await tell(seed, console.log)
    console.log(told.broken ? `broken: ${told.broken}` : `kept every promise in ${told.steps} steps`)
    return told.broken ? 1 : 0
  } else {
    const [first = 1, last = first] = values.seeds.split('..').map(Number)
    if (!(first <= last)) throw new Error(`--seeds must be like 1..1000\n${usage}`)
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
    console.log(
      `${told} histories, ${failed} broken, ${steps} steps, ${(told / seconds).toFixed(1)} histories a second`,
    )
    return failed > 0 === values['expect-failure'] ? 0 : 1
  }
})
