// Invariant: background work over many items lets events that arrive meanwhile go first, although the work itself never
// waits for anything outside of the process.
import { expect, it } from 'vitest'
import { eachInTurn } from '../../src/worker/each.ts'

it('an event that is ready is handled between the items of background work', async () => {
  let done = 0
  let doneBefore = Number.NaN
  setTimeout(() => {
    doneBefore = done
  }, 0)
  await eachInTurn(Array(100).keys(), async () => {
    done++
  })
  expect(done).toBe(100)
  expect(doneBefore).toBeLessThanOrEqual(6)
})

it('background work ends with the first error', async () => {
  let begun = 0
  const work = eachInTurn(Array(100).keys(), async (item) => {
    begun++
    if (item === 3) throw new Error('no')
  })
  await expect(work).rejects.toThrow('no')
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(begun).toBeLessThan(100)
})
