/**
 * fault 43: the whole runtime is killed under load.
 * Invariant: every write that was answered with 2xx, at the first attempt or a later one with the same key, is in the
 * object and in both copies exactly once.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { untilCopied } from './support/copies.ts'
import { cartOf, newGuest, type Shopper } from './support/shopper.ts'
import { startTiers, type Tiers } from './support/tiers.ts'
import { startWorker, type Worker } from './support/worker.ts'

let tiers: Tiers
let worker: Worker
beforeAll(async () => {
  tiers = await startTiers()
  worker = await startWorker({ vars: tiers.vars })
})
afterAll(async () => {
  await worker?.stop()
  await tiers?.close()
})

const SHOPPERS = 24
const WRITES = 12
/** One of this many answers is lost on its way to the shopper, who sends the write again. */
const LOST_EVERY = 4
const SKUS = ['iphone-15', 'lark-s2-256', 'reed-buds'] as const

/** The results of all attempts together. */
interface Tally {
  answered: number
  /** Attempts whose outcome is unknown: the connection ended, or 503. */
  lost: number
  refused: number
}

it('fault 43: nothing is lost and nothing doubled when the runtime is killed under load', async () => {
  const shoppers = await Promise.all(Array.from({ length: SHOPPERS }, () => newGuest(worker.url)))
  const tally: Tally = { answered: 0, lost: 0, refused: 0 }
  const killed = worker.workerdPid()
  let isKilled = false
  const killHalfWay = () => {
    if (isKilled || tally.answered < (SHOPPERS * WRITES) / 2) return
    isKilled = true
    process.kill(killed, 'SIGKILL')
  }
  const shop = async (shopper: Shopper) => {
    for (let write = 0; write < WRITES; write++) {
      await addUntilAnswered(shopper, write, tally)
      killHalfWay()
    }
  }
  await Promise.all(shoppers.map(shop))
  expect(worker.workerdPid()).not.toBe(killed)
  expect(tally).toMatchObject({ answered: SHOPPERS * WRITES, refused: 0 })
  expect(tally.lost).toBeGreaterThan(0)

  const wanted = SKUS.map((sku, at) => [sku, Math.ceil((WRITES - at) / SKUS.length)])
  await Promise.all(
    shoppers.map(async (shopper) => {
      const seen = await cartOf(shopper.api.v1.cart.$get())
      expect(seen.cart.version).toBe(WRITES)
      expect(seen.cart.items.map(({ sku, quantity }) => [sku, quantity])).toEqual(wanted)
      await untilCopied(tiers, shopper.id, seen, 40_000)
    }),
  )
}, 90_000)

/** One write under one key, sent again until it is answered. Gives up after 20 s. */
async function addUntilAnswered(shopper: Shopper, write: number, tally: Tally): Promise<void> {
  const { items } = shopper.api.v1.cart
  const options = { headers: { 'idempotency-key': `${shopper.id}-${write}` } }
  const sku = SKUS[write % SKUS.length] as string
  const giveUpAt = Date.now() + 20_000
  let loseNext = write % LOST_EVERY === 0
  while (Date.now() < giveUpAt) {
    const status = await items.$post({ json: { sku, quantity: 1 } }, options).then(wholeStatus, () => null)
    if (status === 200 && loseNext) {
      loseNext = false
      continue
    }
    if (status === 200) {
      tally.answered += 1
      return
    }
    if (status === null || status === 503) tally.lost += 1
    else tally.refused += 1
    await wait(50)
  }
  throw new Error(`write ${write} was not answered within 20 s`)
}

/** Null if the answer was cut off. */
async function wholeStatus(answer: { readonly status: number; text(): Promise<string> }): Promise<number | null> {
  return answer.text().then(
    () => answer.status,
    () => null,
  )
}
