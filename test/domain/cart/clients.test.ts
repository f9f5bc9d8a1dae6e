// The watermarks of a cart's clients: bounded, the least recently used dropped, and never lower than before when two
// states come together, at a merge or after a restore.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_LENGTH } from '../../../src/domain/cart/cart.ts'
import {
  ALL,
  afterOperation,
  CLIENTS,
  type KnownClient,
  knownClients,
  MAX_CLIENTS,
  MAX_REFUSED,
  together,
} from '../../../src/domain/cart/clients.ts'
import { decide } from '../../../src/domain/cart/decide.ts'
import { evolve } from '../../../src/domain/cart/evolve.ts'
import { admits, decideMerge } from '../../../src/domain/cart/merge.ts'
import type { LiveCopy } from '../../../src/domain/copy.ts'
import { storedBytes } from '../../../src/domain/rows.ts'
import { RowSet } from '../../../src/objects/aggregate/row-set.ts'
import { add, openCart, START_MS } from '../aggregate/bench.ts'

const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,3}$/)
const use = fc.record({ id, at: fc.nat(50), isRefused: fc.boolean() })

function used(uses: readonly { readonly id: string; readonly at: number; readonly isRefused: boolean }[]) {
  let clients: readonly KnownClient[] = []
  for (const { id, at, isRefused } of uses) {
    const seq = (clients.find((client) => client.id === id)?.last ?? 0) + 1
    clients = afterOperation(clients, { id, seq, at, refused: isRefused ? 'line_limit' : null })
  }
  return clients
}

const lasts = (clients: readonly KnownClient[]) => new Map(clients.map(({ id, last }) => [id, last]))

describe('the clients of a cart', () => {
  test('the sixteen most recently used are kept, in the order of their use, even if the clock went back', () => {
    fc.assert(
      fc.property(fc.array(use, { maxLength: 80 }), (uses) => {
        const clients = used(uses)
        const order = [...new Set(uses.map((each) => each.id).reverse())].slice(0, MAX_CLIENTS).reverse()
        expect(clients.map((client) => client.id)).toEqual(order)
        const times = clients.map(({ at }) => at)
        expect(times).toEqual([...new Set(times)].sort((a, b) => a - b))
      }),
    )
  })

  test('the row is bounded, with the longest ids and as many refusals as are remembered', () => {
    let clients: readonly KnownClient[] = []
    for (let client = 0; client < 40; client++) {
      for (let more = 0; more < 2 * MAX_REFUSED; more++) {
        const seq = Number.MAX_SAFE_INTEGER - 100 + more
        const name = `${client}`.padStart(64, '_')
        clients = afterOperation(clients, { id: name, seq, at: START_MS, refused: 'checkout_in_progress' })
      }
    }
    expect(clients).toHaveLength(MAX_CLIENTS)
    expect(storedBytes(clients as KnownClient[])).toBeLessThan(10_000)
  })

  test('the higher watermark of a client counts when two carts are merged in either order', () => {
    fc.assert(
      fc.property(fc.array(use, { maxLength: 30 }), fc.array(use, { maxLength: 30 }), (these, those) => {
        const [own, others] = [used(these), used(those)]
        const both = together(own, others)
        expect(both.length).toBe(Math.min(MAX_CLIENTS, new Set([...own, ...others].map((client) => client.id)).size))
        for (const { id, last } of both) {
          expect(last).toBe(Math.max(lasts(own).get(id) ?? 0, lasts(others).get(id) ?? 0))
        }
        expect(lasts(together(others, own))).toEqual(lasts(both))
        expect(together(both, others)).toEqual(both)
      }),
    )
  })

  test('they come with a merge, and leave the guest’s cart', () => {
    const guest = new RowSet()
    for (const seq of [1, 2]) {
      guest.apply(evolve(guest, { type: 'operation_decided', client: 'phone', seq, at: START_MS, refused: null }))
    }
    const user = new RowSet()
    const lines = { items: [], saved: [], clients: knownClients(guest) }
    const command = { type: 'import', guestId: 'gst_1', strategy: 'sum', guest: lines } as const
    for (const event of decideMerge(user, command, { now: START_MS, rank: 1 })) user.apply(evolve(user, event))
    expect(lasts(knownClients(user))).toEqual(new Map([['phone', 2]]))
    for (const event of decideMerge(guest, { type: 'merged', report: [] }, { now: START_MS, rank: 2 })) {
      guest.apply(evolve(guest, event))
    }
    expect(knownClients(guest)).toEqual([])
  })

  test('their bytes count towards no limit', () => {
    const rows = new RowSet()
    const filler = { text: 'x'.repeat(MAX_LENGTH - 40) }
    rows.apply([{ list: 'orders', key: 'ord_1', value: filler }])
    const facts = { now: START_MS, rank: 1, products: new Map() }
    const line = { lineId: 'a~1', quantity: 9, selected: true, attributes: {}, title: 'A', price: 1, image: null }
    rows.apply([{ list: 'items', key: 'a', value: { ...line, labels: [], addedAt: 1, updatedAt: 1, rank: 1 } }])
    const grown = () => decide(rows, { type: 'set', sku: 'a', quantity: 10 }, facts)
    expect(grown()).toMatchObject({ refusal: { code: 'cart_too_large' } })
    rows.apply([{ list: 'orders', key: 'ord_1', value: { text: 'x'.repeat(MAX_LENGTH - 400) } }])
    expect(grown().ok).toBe(true)
    const many = used(Array.from({ length: 30 }, (_, n) => ({ id: `client-${n}`, at: START_MS, isRefused: true })))
    rows.apply([{ list: CLIENTS, key: ALL, value: many }])
    expect(rows.length).toBeGreaterThan(MAX_LENGTH)
    expect(grown().ok).toBe(true)
    expect(admits(rows, 'gst_1', START_MS).ok).toBe(true)
  })

  test('fault 68: a cart that was put back to an older state takes the higher watermarks from the record', async () => {
    const bench = await openCart({ id: 'usr_ann' })
    const send = (seq: number, sku: string) =>
      bench.write([{ type: 'sequenced', client: 'phone', seq, command: add(sku) }], { atomic: false })
    bench.held = null
    await send(1, 'a')
    const older = bench.cart.snapshot() as LiveCopy
    const clients = [
      { id: 'phone', last: 4, at: START_MS + 5 },
      { id: 'tablet', last: 2, at: START_MS + 6 },
    ]
    bench.held = {
      ...older,
      version: 9,
      updatedAt: START_MS + 9,
      lists: { ...older.lists, [CLIENTS]: { [ALL]: clients } },
    }
    bench.cart.confirm(bench.held)
    expect(await send(4, 'b')).toMatchObject({ results: [{ status: 'done' }] })
    expect(await send(5, 'c')).toMatchObject({ results: [{ status: 'accepted' }] })
    expect(lasts(knownClients(bench.cart.rows))).toEqual(new Map([...lasts(clients), ['phone', 5]]))
    // The lines are the object's own: only counts must not go back.
    expect([...bench.cart.rows.entries('items')].map(([key]) => key)).toEqual(['a', 'c'])
    expect(bench.cart.position.epoch).toBeGreaterThan(older.epoch)
    bench.disk.close()
  })
})
