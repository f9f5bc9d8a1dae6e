/** The scenarios. Each one first makes its shoppers and their first carts, and then all its operations in advance. */
import type { Guest } from '../shop.ts'
import { chance } from './chance.ts'
import type { Operation } from './journal.ts'
import { addOf, batchOf, cartOf, checkoutOf, listOf, productOf } from './operations.ts'

/** Products with units for everyone. */
export const SKUS: readonly string[] = Array.from({ length: 200 }, (_, index) => `sku-${index}`)
export const PLENTY = 10_000_000

export interface Setting {
  readonly clients: number
  readonly count: number
  /** The SKU of a flash sale, which must have unsold units. */
  readonly flashSku: string
  readonly seed: number
  guests(count: number): Promise<readonly Guest[]>
  /** Sends operations before anything is measured. Throws unless all are accepted. */
  prepare(operations: readonly Operation[]): Promise<void>
}

export interface Scenario {
  readonly name: string
  readonly what: string
  /** Runs for a short time only, because every operation needs its own shopper. */
  readonly isBurst: boolean
  operations(setting: Setting): Promise<readonly Operation[]>
}

const LINES = 10
/** Shares of a hundred operations. */
const BROWSE = 80
const CHECKOUT = 5
const LISTS_OF_BROWSING = 0.3
const READS_OF_CARTS = 1 / 3
/** Number of buyers for each unit. */
export const BUYERS_PER_UNIT = 5

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'cart-write',
    what: 'each client adds units to its own cart of one to ten lines',
    isBurst: false,
    async operations({ clients, count, seed, guests, prepare }) {
      const random = chance(seed)
      const shoppers = await guests(clients)
      await prepare(shoppers.map((guest) => addOf(guest, at(SKUS, 0))))
      return some(count, (index) => addOf(at(shoppers, index), pick(SKUS.slice(0, LINES), random)))
    },
  },
  {
    name: 'cart-read',
    what: 'each client reads its own cart of ten lines',
    isBurst: false,
    async operations({ clients, count, guests, prepare }) {
      const shoppers = await guests(clients)
      await prepare(shoppers.map((guest) => batchOf(guest, SKUS.slice(0, LINES))))
      return some(count, (index) => cartOf(at(shoppers, index)))
    },
  },
  {
    name: 'mixed shop',
    what: '80 % products and lists, 15 % carts (two adds to one read), 5 % checkouts, after which a new shopper comes',
    isBurst: false,
    operations: mixed,
  },
  {
    name: 'flash sale',
    what: `each operation is the checkout of a new buyer with one unit in the cart; one buyer in ${BUYERS_PER_UNIT} can get a unit`,
    isBurst: true,
    async operations({ count, flashSku, guests, prepare }) {
      const buyers = await guests(count)
      await prepare(buyers.map((guest) => addOf(guest, flashSku)))
      return buyers.map(checkoutOf)
    },
  },
]

/** A checkout takes the cart that has had lines longest; its client's next shopper begins with an empty cart. */
async function mixed({ clients, count, seed, guests }: Setting): Promise<readonly Operation[]> {
  const random = chance(seed)
  const kinds = some(count, () => random() * 100)
  const checkouts = kinds.filter((kind) => kind >= 100 - CHECKOUT).length
  const shoppers = await guests(clients + checkouts)
  const current = shoppers.slice(0, clients)
  const filled = new Set<number>()
  let spare = clients
  return kinds.map((kind, index) => {
    const client = index % clients
    if (kind < BROWSE) return random() < LISTS_OF_BROWSING ? listOf() : productOf(pick(SKUS, random))
    const [oldest] = filled
    if (kind >= 100 - CHECKOUT && oldest !== undefined) {
      const operation = checkoutOf(at(current, oldest))
      current[oldest] = at(shoppers, spare++)
      filled.delete(oldest)
      return operation
    }
    const guest = at(current, client)
    if (random() < READS_OF_CARTS) return cartOf(guest)
    filled.add(client)
    return addOf(guest, pick(SKUS, random))
  })
}

function some<Value>(count: number, make: (index: number) => Value): readonly Value[] {
  return Array.from({ length: count }, (_, index) => make(index))
}

/** Returns a value by index, cyclically. */
export function at<Value>(values: readonly Value[], index: number): Value {
  return values[index % values.length] as Value
}

function pick<Value>(values: readonly Value[], random: () => number): Value {
  return at(values, Math.floor(random() * values.length))
}
