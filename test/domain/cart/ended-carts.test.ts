/**
 * Carts in the memory of an isolate. Invariant: once an isolate learns that a cart has ended, it keeps no row of it.
 */
import { describe, expect, test } from 'vitest'
import type { CartObject, CartReadUpdate, MergeReply } from '../../../src/contract/rpc/cart.ts'
import type { Stand } from '../../../src/domain/copy.ts'
import type { Objects } from '../../../src/objects/objects.ts'
import { Carts } from '../../../src/worker/cart/carts.ts'

const ADA = 'gst_ada'
const STANDS: Stand = { epoch: 7, version: 1, updatedAt: 1 }
const WHOLE = { ...STANDS, isWhole: true, rows: [], hasOrdered: false, inCheckout: [], bytes: 100 }
const ENVELOPE = { requestId: 'r', key: null, ifMatch: null }

/** The carts of an isolate over an object with given answers, which records the state that each caller knows. */
function isolateOver() {
  const known: (Stand | undefined)[] = []
  const said: { ended: 'erased' | 'cart_merged' | null; merge: MergeReply } = {
    ended: null,
    merge: { status: 'merged', report: [] },
  }
  const answer = (stand: Stand | undefined) => {
    known.push(stand)
    if (said.ended !== null) return { status: 'refused', refusal: { code: said.ended, detail: '' } }
    return { status: 'ok', rows: WHOLE } satisfies CartReadUpdate
  }
  const object = {
    read: async (stand?: Stand) => answer(stand),
    write: async (write: { readonly known?: Stand }) => ({ ...answer(write.known), index: null, cart: null }),
    undo: async (_: unknown, stand?: Stand) => ({ ...answer(stand), index: null, cart: null }),
    merge: async () => said.merge,
  }
  // The casts: carts call nothing else of the object.
  const carts = new Carts({ cart: () => object as unknown as CartObject } as unknown as Objects)
  return { carts, known, said }
}

describe.each(['erased', 'cart_merged'] as const)('a cart that answers %s', (ended) => {
  test.each<[string, (carts: Carts) => Promise<unknown>]>([
    ['a read', (carts) => carts.read(ADA)],
    [
      'a write',
      (carts) => carts.write(ADA, { ...ENVELOPE, name: 'add', atomic: true, steps: [], products: new Map() }),
    ],
    ['an undo', (carts) => carts.undo(ADA, ENVELOPE)],
  ])('the answer to %s makes the isolate forget the cart', async (_, call) => {
    const { carts, known, said } = isolateOver()
    await carts.read(ADA)
    await carts.read(ADA)
    expect(known.at(-1)).toMatchObject(STANDS)
    said.ended = ended
    await call(carts)
    said.ended = null
    await carts.read(ADA)
    expect(known.at(-1)).toMatchObject({ epoch: -1 })
  })
})

test('an unchanged cart is shown from the isolate’s memory after a one-word answer of its object', async () => {
  const shown: boolean[] = []
  const object = {
    async read(_: Stand, isShown: boolean) {
      shown.push(isShown)
      return isShown ? 'unchanged' : { status: 'ok', rows: WHOLE }
    },
  }
  const carts = new Carts({ cart: () => object as unknown as CartObject } as unknown as Objects)
  const first = await carts.read(ADA)
  expect(await carts.read(ADA)).toEqual(first)
  expect(shown).toEqual([false, true])
})

test('a merged guest’s cart is forgotten, and one that was not merged is kept', async () => {
  const { carts, known, said } = isolateOver()
  await carts.read(ADA)
  said.merge = { status: 'refused', code: 'guest_already_merged' }
  await carts.merge(ADA, { userId: 'usr_ada', strategy: 'sum', requestId: 'r' })
  await carts.read(ADA)
  expect(known.at(-1)).toMatchObject(STANDS)
  said.merge = { status: 'merged', report: [] }
  await carts.merge(ADA, { userId: 'usr_ada', strategy: 'sum', requestId: 'r' })
  await carts.read(ADA)
  expect(known.at(-1)).toMatchObject({ epoch: -1 })
})

test('a cart that an erasure ended is forgotten at once', async () => {
  const { carts, known } = isolateOver()
  await carts.read(ADA)
  carts.forget(ADA)
  await carts.read(ADA)
  expect(known.at(-1)).toMatchObject({ epoch: -1 })
})
