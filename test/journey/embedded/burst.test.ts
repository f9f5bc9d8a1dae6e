/**
 * Bursts at a worker that has answered nothing yet, in the real runtime. Invariants: no request of a healthy burst is
 * refused, although most of it waits for the first answers; every request is answered, and a refused one did nothing.
 */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { newId } from '../../../src/domain/id.ts'
import { cartOf, newMember } from '../support/shopper.ts'
import { startWorker, type Worker } from '../support/worker.ts'

const SKU = 'longjing-250'

let worker: Worker
beforeEach(async () => {
  worker = await startWorker({ demo: true, vars: { RATE_LIMIT_SCALE: '1000' } })
})
afterEach(() => worker?.stop())

it('fault 77: all of 300 reads that arrive at once at a new worker are answered', async () => {
  const startedAt = performance.now()
  const statuses = await Promise.all(
    Array.from({ length: 300 }, async () => {
      const answer = await fetch(`${worker.url}/v1/products/${SKU}`)
      await answer.arrayBuffer()
      return answer.status
    }),
  )
  expect(statuses.filter((status) => status !== 200)).toEqual([])
  console.log(`300 reads at once: ${Math.round(performance.now() - startedAt)} ms`)
}, 30_000)

it('fault 77: each of 400 first lines that arrive at once is stored, or refused with a time to retry', async () => {
  const ids = Array.from({ length: 400 }, () => newId('usr', Date.now()))
  const members = await Promise.all(ids.map((id) => newMember(worker.url, id)))
  const times: number[] = []
  const startedAt = performance.now()
  const answers = await Promise.all(
    members.map(async ({ api }) => {
      const answer = await api.v1.cart.items.$post({ json: { sku: SKU, quantity: 1 } })
      const text = await answer.text()
      if (answer.status === 200) times.push(Math.round(performance.now() - startedAt))
      // The cast: the client's types list no refusals.
      return { status: answer.status as number, headers: answer.headers, isShed: text.includes('more requests than') }
    }),
  )
  for (const { status, headers } of answers) {
    expect([200, 503]).toContain(status)
    if (status === 503) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  }
  for (const [at, { api }] of members.entries()) {
    const { cart } = await cartOf(api.v1.cart.$get())
    if (answers[at]?.status === 200) expect(cart.items).toHaveLength(1)
    // Any other 503 leaves it open whether the line was stored.
    if (answers[at]?.isShed) expect(cart.items).toEqual([])
  }
  console.log(`400 adds at once: ${times.length} stored, the last after ${Math.max(...times)} ms`)
}, 60_000)
