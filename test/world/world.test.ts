// The simulated world: the shipped objects, consumer and record adapter under a seeded scheduler that crashes, evicts,
// loses, duplicates, delays and reorders. After each history every promise of the design is checked.
// Any seed can be told again step by step: npm run world -- [--people|--orders|--endings|--lives|--restores|--releases] --seed <seed>
import { afterAll, describe, expect, test } from 'vitest'
import { HISTORIES, type HistoryName } from './histories.ts'

/** More of them in CI: as many times as many. */
const TIMES = Number(process.env.WORLD_TIMES ?? 1)
const PER_TEST = 50
const MOST_SHOWN = 3
const KINDS: readonly { readonly name: HistoryName; readonly promise: string; readonly histories: number }[] = [
  {
    name: 'carts',
    promise: 'whatever happens to a cart, what was answered stays and all copies agree in the end',
    histories: 400,
  },
  {
    name: 'endings',
    promise: 'over months, only guests expire, in time, and what sleeps wakes the same',
    histories: 50,
  },
  {
    name: 'people',
    promise: 'whatever people do, an address belongs to one account, and nothing is left of a person who was erased',
    histories: 150,
  },
  {
    name: 'orders',
    promise: 'whatever becomes of an order, every unit, line and coin is in one place',
    histories: 100,
  },
  {
    name: 'lives',
    promise: 'people who order, merge and erase themselves at any moment leave nothing behind',
    histories: 50,
  },
  {
    name: 'restores',
    promise: 'whatever is put back to an older state, object, record and L2 agree again after a resend',
    histories: 25,
  },
  {
    name: 'releases',
    promise: 'what the released version wrote is read and goes on',
    histories: 50,
  },
]

const started = performance.now()
let steps = 0
let told = 0

for (const { name, promise, histories } of KINDS) {
  const { option, load } = HISTORIES[name]
  describe(promise, () => {
    for (let first = 1; first <= histories * TIMES; first += PER_TEST) {
      const last = Math.min(first + PER_TEST - 1, histories * TIMES)
      test(`in the histories ${first} to ${last}`, async () => {
        const tell = await load()
        const broken: string[] = []
        for (let seed = first; seed <= last && broken.length < MOST_SHOWN; seed++) {
          const history = await tell(seed)
          steps += history.steps
          told++
          if (history.broken) broken.push(`seed ${seed}: ${history.broken}; npm run world -- ${option} --seed ${seed}`)
        }
        expect(broken).toEqual([])
      })
    }

    test('the same seed tells the same history', async () => {
      const tell = await load()
      const again = async () => {
        const lines: string[] = []
        await tell(7, (line) => lines.push(line))
        return lines
      }
      const once = await again()
      expect(once.length).toBeGreaterThan(50)
      expect(await again()).toEqual(once)
    })
  })
}

afterAll(() => {
  const seconds = (performance.now() - started) / 1000
  console.log(`${told} histories, ${steps} steps, ${(told / seconds).toFixed(1)} histories a second`)
})
