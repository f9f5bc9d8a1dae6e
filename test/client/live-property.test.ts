/**
 * After any failure and the end of any tab, each operation whose promise resolved is applied exactly once, in order,
 * and in the end every tab shows the server's cart. A shopper's intentions, replayed in their order, are the oracle.
 */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Simulation, type Tab } from './support/simulation.ts'

const SKUS = ['tea', 'cup', 'pot'] as const

type Step =
  | { readonly do: 'add'; readonly tab: number; readonly sku: string; readonly quantity: number; readonly red: boolean }
  | { readonly do: 'set'; readonly tab: number; readonly place: number; readonly quantity: number }
  | { readonly do: 'remove' | 'restore'; readonly tab: number; readonly place: number }
  | { readonly do: 'fault'; readonly fault: 'request' | 'answer' }
  | { readonly do: 'kill'; readonly tab: number }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'online' | 'offline' | 'merge' }

const tab = fc.nat(1)
const place = fc.nat(5)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      ...{ do: fc.constant('add' as const), tab, sku: fc.constantFrom(...SKUS) },
      ...{ quantity: fc.integer({ min: 1, max: 3 }), red: fc.boolean() },
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('set' as const), tab, place, quantity: fc.nat(6) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('remove' as const, 'restore' as const), tab, place }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('fault' as const), fault: fc.constantFrom('request', 'answer') }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('kill' as const), tab }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(0, 10, 300, 1500, 9000) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('online' as const, 'offline' as const, 'merge' as const) }) },
)

/** Quantities by line, with the lines that can be restored. */
class Intentions {
  readonly items = new Map<string, number>()
  readonly removed = new Map<string, number>()

  add(key: string, quantity: number): void {
    this.items.set(key, (this.items.get(key) ?? 0) + quantity)
    this.removed.delete(key)
  }

  set(key: string, quantity: number): void {
    if (quantity > 0) this.items.set(key, quantity)
    else {
      this.removed.set(key, this.items.get(key) ?? 0)
      this.items.delete(key)
    }
  }

  restore(key: string): void {
    this.items.set(key, this.removed.get(key) ?? 0)
    this.removed.delete(key)
  }
}

const shown = ({ cart }: Tab) => sorted(cart.value.lines.map(({ key, quantity }) => [key, quantity] as const))
const sorted = (entries: Iterable<readonly [string, number]>) => [...entries].sort(([a], [b]) => (a < b ? -1 : 1))

async function run(steps: readonly Step[], hasLocks: boolean): Promise<void> {
  const world = new Simulation()
  world.hasLocks = hasLocks
  world.isOnline = false
  const tabs = [await world.open(), await world.open()]
  const wanted = new Intentions()
  const tabAt = (index: number) => tabs[index] as Tab
  let merged = 0
  for (const each of steps) {
    switch (each.do) {
      case 'add': {
        const attributes = each.red ? { colour: 'red' } : {}
        await tabAt(each.tab).cart.add(each.sku, each.quantity, { attributes })
        wanted.add(each.red ? `${each.sku}[["colour","red"]]` : each.sku, each.quantity)
        break
      }
      case 'set':
      case 'remove': {
        await world.settle()
        const { cart } = tabAt(each.tab)
        const line = cart.value.lines[each.place]
        if (!line) break
        if (each.do === 'set') await cart.set(line.key, each.quantity)
        else await cart.remove(line.key)
        wanted.set(line.key, each.do === 'set' ? each.quantity : 0)
        break
      }
      case 'restore': {
        await world.settle()
        const { cart } = tabAt(each.tab)
        const line = cart.value.removed[each.place]
        if (!line) break
        await cart.restore(line.key)
        wanted.restore(line.key)
        break
      }
      case 'fault':
        world.faults.push(each.fault)
        break
      case 'kill':
        tabAt(each.tab).kill()
        tabs[each.tab] = await world.open()
        break
      case 'pass':
        await world.pass(each.ms)
        break
      case 'merge':
        // The sign-in takes the guest's cart along; what can be restored stays behind, also if the shopper has just restored it
        // and the server has not heard of that.
        if (!world.user || merged > 0 || world.server.cartOf(world.user).removed.length + wanted.removed.size > 0) break
        merged++
        world.server.merge(world.user, 'usr_1')
        world.user = 'usr_1'
        for (const open of tabs) open.signedIn()
        break
      default:
        world.isOnline = each.do === 'online'
        if (world.isOnline) for (const open of tabs) open.wake()
    }
    if (each.do !== 'pass' && each.do !== 'merge' && 'tab' in each && each.do !== 'kill') {
      expect(shown(tabAt(each.tab)), 'the cart is right at once').toEqual(sorted(wanted.items))
    }
  }
  world.isOnline = true
  world.faults.length = 0
  for (const open of tabs) open.wake()
  await world.pass(120_000)
  const numbers = world.server.log.map(({ client, wire }) => `${client} ${wire.seq}`)
  expect(new Set(numbers).size, 'each number is decided once').toBe(numbers.length)
  expect(world.server.log.filter(({ code }) => code !== null)).toEqual([])
  for (const open of tabs) {
    expect(open.cart.value.unsent).toBe(0)
    expect(open.cart.value.status).toBe('live')
    expect(shown(open)).toEqual(sorted(wanted.items))
  }
  const user = world.user ?? ''
  const held = world.server.cartOf(user).items.reduce((sum, { quantity }) => sum + quantity, 0)
  expect(held).toBe([...wanted.items.values()].reduce((sum, quantity) => sum + quantity, 0))
}

/** The answer to the first addition is lost, and the user's cart already has its line when the guest's queue arrives. */
const SIGNED_IN_UNANSWERED: readonly Step[] = [
  { do: 'online' },
  { do: 'set', tab: 0, place: 0, quantity: 0 },
  { do: 'add', tab: 0, sku: 'tea', quantity: 1, red: false },
  { do: 'fault', fault: 'answer' },
  { do: 'set', tab: 0, place: 1, quantity: 0 },
  { do: 'fault', fault: 'request' },
  { do: 'merge' },
  { do: 'set', tab: 0, place: 1, quantity: 0 },
  { do: 'set', tab: 0, place: 0, quantity: 0 },
  { do: 'fault', fault: 'request' },
  { do: 'add', tab: 0, sku: 'tea', quantity: 1, red: false },
]

test('with lost requests, lost answers, tabs that die and a sign-in, each operation is applied exactly once', async () => {
  const steps = fc.array(step, { minLength: 5, maxLength: 40 })
  await fc.assert(
    fc.asyncProperty<[readonly Step[]]>(steps, (each) => run(each, true)),
    { numRuns: 150, examples: [[SIGNED_IN_UNANSWERED]] },
  )
})

test('without Web Locks every tab sends, and each operation is still applied exactly once', async () => {
  const steps = fc.array(step, { minLength: 5, maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(steps, (each) => run(each, false)),
    { numRuns: 80 },
  )
})
