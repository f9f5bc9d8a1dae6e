/**
 * Carts that isolates keep. Invariant: the state that an isolate builds from the rows it receives is the object's state
 * at that answer, with concurrent writers, with answers in any order, and after storage was restored.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CartRows } from '../../../src/contract/rpc/cart.ts'
import { RESTORABLE_MS } from '../../../src/domain/cart/cart.ts'
import type { CartCommand } from '../../../src/domain/cart/decide.ts'
import { type CartState, cartStateOf, ordersIn } from '../../../src/domain/cart/state.ts'
import { rowsSince, standsAt } from '../../../src/objects/cart/cart-update.ts'
import { type KnownCart, KnownCarts, shownAt } from '../../../src/worker/cart/known-carts.ts'
import { Disk, type Image } from '../../world/object-storage.ts'
import { add, type Bench, openCart } from '../aggregate/bench.ts'

const USER = 'gst_ann'
const SKUS = ['tea', 'cup', 'pot']

const command: fc.Arbitrary<CartCommand> = fc.oneof(
  fc.record({
    type: fc.constant('add' as const),
    sku: fc.constantFrom(...SKUS),
    quantity: fc.integer({ min: 1, max: 3 }),
    attributes: fc.constantFrom({}, { engraving: 'A' }, { engraving: 'B' }),
  }),
  fc.record({
    type: fc.constant('set' as const),
    sku: fc.constantFrom(...SKUS),
    quantity: fc.integer({ min: 1, max: 9 }),
  }),
  fc.record({
    type: fc.constantFrom('remove' as const, 'restore' as const, 'save' as const, 'move' as const, 'unsave' as const),
    sku: fc.constantFrom(...SKUS),
  }),
  fc.constant({ type: 'clear' as const }),
  fc.record({
    type: fc.constantFrom('add_coupon' as const, 'remove_coupon' as const),
    code: fc.constantFrom('A', 'B'),
  }),
)

type Step =
  | { readonly does: 'write'; readonly by: number; readonly command: CartCommand; readonly isLate: boolean }
  | { readonly does: 'read'; readonly by: number; readonly isLate: boolean }
  | { readonly does: 'wait'; readonly ms: number }
  | { readonly does: 'put back' }

const isolate = fc.integer({ min: 0, max: 1 })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ does: fc.constant('write' as const), by: isolate, command, isLate: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('read' as const), by: isolate, isLate: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant('wait' as const), ms: fc.constantFrom(1, 1_000, RESTORABLE_MS) }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('put back' as const) }) },
)

interface Answer {
  readonly by: number
  readonly at: number
  readonly known: KnownCart
  readonly told: CartRows
  readonly state: CartState
}

class Isolates {
  readonly #carts = [new KnownCarts(), new KnownCarts()]

  async ask(bench: Bench, { does, by, ...asked }: Step & { readonly does: 'write' | 'read' }): Promise<Answer> {
    const known = this.#of(by).of(USER)
    const outcome = 'command' in asked ? await bench.write([asked.command]) : null
    const { rows, position, updatedAt } = bench.cart
    const written = outcome && outcome.status !== 'refused' ? outcome : undefined
    // The state is copied as RPC would copy it: the object and the isolate share no memory.
    const told = structuredClone(rowsSince(bench.cart, known, written))
    const at = bench.now
    const state = structuredClone(cartStateOf({ userId: USER, ...position, updatedAt }, rows, ordersIn(rows), at))
    // A cart at the position that the caller knows is one word, and the caller shows its own state.
    const shown = shownAt(known, at)
    if (shown && standsAt(bench.cart, known)) expect(shown).toEqual(state)
    return { by, at, known, told, state }
  }

  learn({ by, known, told, state, at }: Answer): void {
    expect(this.#of(by).learn(known, told, at)).toEqual(state)
  }

  #of(by: number): KnownCarts {
    return this.#carts[by] ?? new KnownCarts()
  }
}

/** The object as it was at an earlier moment. */
function putBack(image: Image, now: number): Promise<Bench> {
  const disk = new Disk()
  disk.restore(image)
  return openCart({ id: USER, disk, now })
}

describe('a cart that an isolate keeps', () => {
  test('a kept cart equals its object’s, after any writes, delays, and restores of storage', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
        let bench = await openCart({ id: USER })
        let image = bench.disk.image()
        const isolates = new Isolates()
        const late: Answer[] = []
        for (const [index, next] of steps.entries()) {
          bench.now += 1
          if (next.does === 'wait') bench.now += next.ms
          else if (next.does === 'put back') bench = await putBack(image, bench.now)
          else {
            const answer = await isolates.ask(bench, next)
            if (next.isLate) late.push(answer)
            else isolates.learn(answer)
            if (late.length > 2) for (const each of late.splice(0).reverse()) isolates.learn(each)
            if (index % 4 === 0) image = bench.disk.image()
          }
        }
      }),
      { numRuns: 200 },
    )
  })

  test('an isolate receives only the rows that its own write has changed, and none when none has changed', async () => {
    const bench = await openCart({ id: USER })
    await bench.write([add('tea'), add('cup')])
    const carts = new KnownCarts()
    carts.learn(carts.of(USER), rowsSince(bench.cart, carts.of(USER)), bench.now)
    const known = carts.of(USER)
    expect(rowsSince(bench.cart, known)).toMatchObject({ isWhole: false, rows: [] })
    const outcome = await bench.write([add('pot')])
    if (outcome.status === 'refused') throw new Error('refused')
    expect(rowsSince(bench.cart, known, outcome)).toMatchObject({ isWhole: false, rows: [{ key: 'pot' }] })
    expect(rowsSince(bench.cart, known)).toMatchObject({ isWhole: true })
  })

  test('a kept cart is not shown once one of its removed lines can no longer be restored', async () => {
    const bench = await openCart({ id: USER })
    await bench.write([add('tea'), add('cup')])
    await bench.write([{ type: 'remove', sku: 'tea' }])
    const carts = new KnownCarts()
    const state = carts.learn(carts.of(USER), rowsSince(bench.cart, carts.of(USER)), bench.now)
    expect(shownAt(carts.of(USER), bench.now + RESTORABLE_MS - 1)).toBe(state)
    expect(shownAt(carts.of(USER), bench.now + RESTORABLE_MS)).toBeNull()
  })

  test('an isolate receives the whole cart when another write came between its own and the answer', async () => {
    const bench = await openCart({ id: USER })
    await bench.write([add('tea')])
    const carts = new KnownCarts()
    carts.learn(carts.of(USER), rowsSince(bench.cart, carts.of(USER)), bench.now)
    const outcome = await bench.write([add('pot')])
    await bench.write([add('cup')])
    if (outcome.status === 'refused') throw new Error('refused')
    const state = carts.learn(carts.of(USER), rowsSince(bench.cart, carts.of(USER), outcome), bench.now)
    expect(state.items.map(([sku]) => sku)).toEqual(['tea', 'pot', 'cup'])
  })

  test('a removed line is shown for a day, although the cart has not changed since', async () => {
    const bench = await openCart({ id: USER })
    await bench.write([add('tea')])
    await bench.write([{ type: 'remove', sku: 'tea' }])
    const carts = new KnownCarts()
    const read = () => carts.learn(carts.of(USER), rowsSince(bench.cart, carts.of(USER)), bench.now)
    expect(read().removed).toHaveLength(1)
    bench.now += RESTORABLE_MS - 1
    expect(read().removed).toHaveLength(1)
    bench.now += 1
    expect(read().removed).toEqual([])
  })

  test('kept carts take a bounded number of bytes, however many carts there are', () => {
    const carts = new KnownCarts()
    const told = { epoch: 1, version: 1, updatedAt: 1, isWhole: true, rows: [], hasOrdered: false, inCheckout: [] }
    for (let index = 0; index < 1_000; index++) {
      carts.learn(carts.of(`usr_${index}`), { ...told, bytes: 100_000 }, 1)
    }
    expect(carts.stats()).toMatchObject({ bytes: expect.toSatisfy((bytes: number) => bytes <= 16 * 1024 * 1024) })
    expect(carts.of('usr_0').state).toBeNull()
    expect(carts.of('usr_999').state).not.toBeNull()
  })
})
