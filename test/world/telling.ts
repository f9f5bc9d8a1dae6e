/**
 * Runs a fixed number of histories of some kinds as tests: half of them in each of two files, which run side by side.
 */
import { afterAll, describe, expect, test } from 'vitest'
import { HISTORIES, type HistoryName } from './histories.ts'

/** The number of histories is multiplied by this, for example in CI. */
const TIMES = Number(process.env.WORLD_TIMES ?? 1)
const PER_TEST = 50
const MAX_SHOWN = 3

export interface Told {
  readonly name: HistoryName
  readonly promise: string
  readonly histories: number
  /** Seeds beyond the first ones: histories that once broke a promise. */
  readonly also?: readonly number[]
  /** Skips the second run that shows that a seed repeats itself, because it takes too long. */
  readonly once?: true
}

export function tellHistories(kinds: readonly Told[]): void {
  const started = performance.now()
  let steps = 0
  let told = 0

  for (const { name, promise, histories, also = [], once } of kinds) {
    const { option, load } = HISTORIES[name]
    describe(promise, () => {
      const keeps = (seeds: readonly number[]) => async () => {
        const tell = await load()
        const broken: string[] = []
        for (const seed of seeds) {
          const history = await tell(seed)
          steps += history.steps
          told++
          if (history.broken) broken.push(`seed ${seed}: ${history.broken}; npm run world -- ${option} --seed ${seed}`)
          if (broken.length === MAX_SHOWN) break
        }
        expect(broken).toEqual([])
      }
      for (let first = 1; first <= histories * TIMES; first += PER_TEST) {
        const last = Math.min(first + PER_TEST - 1, histories * TIMES)
        const seeds = Array.from({ length: last - first + 1 }, (_, place) => first + place)
        test(`${name} histories ${first} to ${last} keep every promise`, keeps(seeds))
      }
      if (also.length > 0) test(`${name} histories ${also.join(', ')} keep every promise`, keeps(also))

      test.skipIf(once)('the same seed tells the same history', async () => {
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
    console.log(`${told} histories, ${steps} steps, ${(told / seconds).toFixed(1)} histories per second`)
  })
}
