// The simulated world: the shipped objects, consumer and record adapter under a seeded scheduler that crashes, evicts,
// loses, duplicates, delays and reorders. After each history every promise of the design is checked.
// Any seed can be told again step by step: npm run world -- [--people|--orders] --seed <seed>
import { afterAll, describe, expect, test } from 'vitest'
import { tellHistory } from './history.ts'
import { tellOrders } from './orders/history.ts'
import { tellPeople } from './people/history.ts'

const PER_TEST = 100
const MOST_SHOWN = 3
const SORTS = [
  {
    promise: 'whatever happens to a cart, what was answered stays and all copies agree in the end',
    tell: tellHistory,
    histories: 1_000,
    option: '',
  },
  {
    promise: 'whatever people do, an address belongs to whoever has it, and of the erased nothing is left',
    tell: tellPeople,
    histories: 500,
    option: ' --people',
  },
  {
    promise: 'whatever becomes of an order, every unit, line and coin is in one place',
    tell: tellOrders,
    histories: 300,
    option: ' --orders',
  },
]

const started = performance.now()
let steps = 0

for (const { promise, tell, histories, option } of SORTS) {
  describe(promise, () => {
    for (let first = 1; first <= histories; first += PER_TEST) {
      const last = first + PER_TEST - 1
      test(`in the histories ${first} to ${last}`, async () => {
        const broken: string[] = []
        for (let seed = first; seed <= last && broken.length < MOST_SHOWN; seed++) {
          const told = await tell(seed)
          steps += told.steps
          if (told.broken) broken.push(`seed ${seed}: ${told.broken}; npm run world --${option} --seed ${seed}`)
        }
        expect(broken).toEqual([])
      })
    }

    test('the same seed tells the same history', async () => {
      const told = async () => {
        const lines: string[] = []
        await tell(7, (line) => lines.push(line))
        return lines
      }
      const once = await told()
      expect(once.length).toBeGreaterThan(50)
      expect(await told()).toEqual(once)
    })
  })
}

afterAll(() => {
  const seconds = (performance.now() - started) / 1000
  const told = SORTS.reduce((sum, { histories }) => sum + histories, 0)
  console.log(`${told} histories, ${steps} steps, ${Math.round(told / seconds)} histories a second`)
})
