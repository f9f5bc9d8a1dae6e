/** Shoppers who fill carts, check out and pay without a break, and remember every answer that they got. */
import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'vitest'
import type { OrderBody } from '../../../src/contract/answers/orders.ts'
import { checkOut, openPayment, untilOrder } from './orders.ts'
import { cartOf, newGuest, type Shopper } from './shopper.ts'

type Lines = readonly (readonly [sku: string, quantity: number])[]

/** A shopper who only fills a cart, so that each version of it was answered. */
export interface Filler {
  readonly shopper: Shopper
  /** The lines of each version that was answered. */
  readonly answered: Map<number, Lines>
}

export interface Buyer {
  readonly shopper: Shopper
  /** Orders that were answered, each with the last status that was. */
  readonly orders: Map<string, OrderBody['status']>
}

export interface Shopping {
  readonly fillers: readonly Filler[]
  readonly buyers: readonly Buyer[]
  /** Resolves when every request was answered. Throws what a shopper threw. */
  end(): Promise<void>
}

export interface Goods {
  readonly plenty: readonly string[]
  /** Runs out. */
  readonly scarce: string
}

export async function startShopping(url: string, goods: Goods, { fillers = 8, buyers = 6 } = {}): Promise<Shopping> {
  let isOpen = true
  const going = async <Person extends { readonly shopper: Shopper }>(
    count: number,
    begin: (shopper: Shopper) => Person,
    turn: (person: Person, at: number) => Promise<void>,
  ) => {
    const people = await Promise.all(Array.from({ length: count }, async () => begin(await newGuest(url))))
    const ends = people.map(async (person) => {
      for (let at = 0; isOpen; at++) {
        await turn(person, at)
        await wait(5)
      }
    })
    return { people, ends }
  }
  const filling = await going(
    fillers,
    (shopper): Filler => ({ shopper, answered: new Map() }),
    (filler, at) => fill(filler, goods, at),
  )
  const buying = await going(
    buyers,
    (shopper): Buyer => ({ shopper, orders: new Map() }),
    (buyer, at) => buy(buyer, goods, at),
  )
  const all = Promise.all([...filling.ends, ...buying.ends])
  // `end` reports it.
  all.catch(() => {})
  return {
    fillers: filling.people,
    buyers: buying.people,
    async end() {
      isOpen = false
      await all
    },
  }
}

async function fill({ shopper, answered }: Filler, { plenty }: Goods, at: number): Promise<void> {
  const { items } = shopper.api.v1.cart
  const sku = plenty[at % plenty.length] ?? ''
  const quantity = (at % 7) + 1
  const { cart } = await cartOf(
    at < plenty.length
      ? items.$post({ json: { sku, quantity } })
      : items[':sku'].$patch({ param: { sku }, json: { quantity } }),
  )
  answered.set(
    cart.version,
    cart.items.map((line) => [line.sku, line.quantity]),
  )
}

async function buy({ shopper, orders }: Buyer, { plenty, scarce }: Goods, at: number): Promise<void> {
  const sku = at % 2 === 0 ? scarce : (plenty[0] ?? '')
  await cartOf(shopper.api.v1.cart.items.$post({ json: { sku, quantity: 1 } }))
  const answer = await checkOut(shopper, { skus: [sku] })
  const body = (await answer.json()) as OrderBody & { readonly code?: string }
  if (answer.status !== 201) {
    // Sold out, or as many orders wait for their payment as a shopper may have.
    expect(['insufficient_stock', 'too_many_open_orders'], JSON.stringify(body)).toContain(body.code)
    await wait(100)
    return
  }
  orders.set(body.id, body.status)
  // Every third order stays unpaid.
  if (at % 3 === 2) return
  const url = await openPayment(shopper, body.id)
  const headers = { 'content-type': 'application/json', accept: 'application/json' }
  const settled = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ outcome: 'approve' }) })
  expect(settled.status, await settled.text()).toBe(200)
  const { status } = await untilOrder(shopper, body.id, { status: 'paid' }, 30_000)
  orders.set(body.id, status)
}
