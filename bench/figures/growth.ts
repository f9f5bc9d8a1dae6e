/**
 * How long the shipped mechanism takes to decide and store an add, in carts of 1 to 200 lines. It runs in plain Node
 * over node:sqlite, because the clock of the Workers runtime stands still inside a request.
 */

import { Registry } from '../../src/domain/metrics/registry.ts'
import { Aggregate } from '../../src/objects/aggregate/aggregate.ts'
import type { AggregatePorts } from '../../src/objects/aggregate/ports.ts'
import { cartDefinition } from '../../src/objects/cart/cart-definition.ts'
import { Disk, storageOf } from '../../test/world/object-storage.ts'
import { type Figure, median } from '../figure.ts'
import { SKUS } from '../shop.ts'

const SIZES = [1, 50, 200] as const
const WRITES = 900
/** Medians of microseconds vary by this much; growth with the number of lines would be far above. */
const GROWTH = 1.25

/** The cart of a guest who neither signs in nor checks out, so these calls are never made. */
const CART = cartDefinition({ push: async () => null, resume: async () => {}, remind: async () => {} })

const ports: AggregatePorts = {
  now: Date.now,
  random: Math.random,
  send: async () => {},
  metrics: new Registry(),
  copyFromL2: async () => null,
  copyFromRecord: async () => null,
  deadline: (promise) => promise,
  log: () => {},
}

export const growth: Figure = async ({ say }) => {
  const timesOf = new Map(SIZES.map((size) => [size, [] as number[]]))
  // The first round warms up and is discarded.
  for (let round = 0; round < 4; round++) {
    for (const size of SIZES) {
      const times = await timesOfAdds(size)
      if (round > 0) timesOf.get(size)?.push(...times)
    }
  }
  const medians = SIZES.map((size) => median(timesOf.get(size) ?? []))
  say(`decide and store an add: ${SIZES.map((size, at) => `${size} lines ${medians[at]?.toFixed(1)} µs`).join(', ')}`)
  const ratio = (medians.at(-1) ?? Number.NaN) / (medians[0] ?? Number.NaN)
  const measured = `${ratio.toFixed(2)}×`
  return [{ figure: 'decision time, 200 lines / 1 line', measured, budget: 'does not grow', ok: ratio <= GROWTH }]
}

/** Microseconds of each add, after the cart was filled. */
async function timesOfAdds(lines: number): Promise<readonly number[]> {
  const disk = new Disk()
  const cart = newCart(disk)
  await cart.wake()
  const skus = SKUS.slice(0, lines)
  for (const sku of skus) await add(cart, sku)
  const times: number[] = []
  for (let count = 0; count < WRITES; count++) {
    const startedAt = performance.now()
    await add(cart, 'sku-0')
    times.push((performance.now() - startedAt) * 1000)
  }
  disk.close()
  return times
}

type Cart = ReturnType<typeof newCart>

function newCart(disk: Disk) {
  const storage = storageOf(disk, {
    isAlive: () => true,
    alarmSet: () => {},
    beforeStatement: () => {},
    afterCommit: () => {},
    aborted: () => {},
  })
  return new Aggregate('gst_bench', CART, storage, ports)
}

async function add(cart: Cart, sku: string): Promise<void> {
  const product = { title: `Product ${sku}`, price: 1000, image: null, labels: [] }
  const outcome = await cart.write({
    requestId: 'bench',
    key: null,
    ifMatch: null,
    name: 'add',
    atomic: true,
    steps: [{ command: { type: 'add', sku, quantity: 1 }, key: null }],
    facts: { products: new Map([[sku, product]]) },
  })
  if (outcome.status !== 'accepted') throw new Error(`an add was ${outcome.status}`)
}
