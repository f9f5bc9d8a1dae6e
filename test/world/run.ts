/**
 * Runs histories from the command line: `npm run world -- --seed 123` tells one step by step, `--seeds 1..1000` many,
 * with their rate. `--people` takes those of people and their accounts, `--orders` those of stock, orders and payments,
 * else of carts. `--expect-failure` succeeds when one breaks a promise, and says which; `--mutant NAME` plants the bug
 * of that name.
 */
import { registerHooks } from 'node:module'
import { parseArgs } from 'node:util'
import { mutate } from './mutants/mutant.ts'
import { MUTANTS } from './mutants/mutants.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '1..1000' },
    'expect-failure': { type: 'boolean', default: false },
    people: { type: 'boolean', default: false },
    orders: { type: 'boolean', default: false },
    mutant: { type: 'string' },
  },
})

if (values.mutant) {
  const mutant = MUTANTS.find(({ name }) => name === values.mutant)
  if (!mutant) throw new Error(`there is no mutant ${values.mutant}`)
  const target = new URL(`../../${mutant.file}`, import.meta.url).href
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      return url === target ? { ...loaded, source: mutate(mutant, String(loaded.source)) } : loaded
    },
  })
}

// After the hook: the shipped code is loaded with it.
const tell = await storyteller()

if (values.seed !== undefined) {
  const told = await tell(Number(values.seed), console.log)
  console.log(told.broken ? `broken: ${told.broken}` : `kept every promise in ${told.steps} steps`)
  process.exitCode = told.broken ? 1 : 0
} else {
  const [first = 1, last = first] = values.seeds.split('..').map(Number)
  const started = performance.now()
  let failed = 0
  let steps = 0
  for (let seed = first; seed <= last; seed++) {
    const told = await tell(seed)
    steps += told.steps
    if (!told.broken) continue
    failed++
    console.log(`seed ${seed}: ${told.broken}`)
    if (values['expect-failure']) break
  }
  const seconds = (performance.now() - started) / 1000
  const rate = Math.round((last - first + 1) / seconds)
  console.log(`${last - first + 1} histories, ${failed} broken, ${steps} steps, ${rate} histories a second`)
  process.exitCode = failed > 0 === values['expect-failure'] ? 0 : 1
}

async function storyteller() {
  if (values.people) return (await import('./people/history.ts')).tellPeople
  if (values.orders) return (await import('./orders/history.ts')).tellOrders
  return (await import('./history.ts')).tellHistory
}
