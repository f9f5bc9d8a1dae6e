/**
 * The copy contract of every record.
 * Invariant: the write at the greater position stays, whole, in any order of arrival.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Copy, LiveCopy } from '../../../src/domain/copy.ts'
import { compare } from '../../../src/domain/position.ts'
import type { RecordUnderTest } from './record-contract.ts'
import { cart, HARD_JSON, HARD_TEXT, heldOf, line, longCart, newId, tombstone } from './samples.ts'

export function copiesContract(open: () => RecordUnderTest): void {
  const { record, sql } = { record: () => open().record, sql: (statement: string) => open().sql(statement) }
  const put = (...copies: Copy[]) => record().putCopies('cart', copies)
  const get = (id: string) => record().getCopy('cart', id)

  describe('copies', () => {
    test('a copy is read as it was written, with any text', async () => {
      const id = newId()
      const items = { 'sku-1': line(2, { note: HARD_JSON }), 'SKU.2_x': line(1, { price: 0.1, big: 2 ** 53 - 1 }) }
      const removed = { old: { quantity: 3, restorableUntil: 1, reason: null } }
      const copy = cart(
        id,
        { epoch: Date.UTC(2026, 10, 22), version: 7 },
        { seal: HARD_TEXT, lists: { items, removed } },
      )
      expect(await put(copy)).toEqual(new Map([[id, heldOf(copy)]]))
      expect(await get(id)).toEqual(copy)
    })

    test('an account’s copy has its profile in columns, and a claim’s its owner; their tombstones have neither', async () => {
      const [account, claim] = [newId(), 'c'.repeat(64)]
      const profile = { email: 'lin@例子.测试', name: HARD_JSON, role: 'customer', createdAt: Date.UTC(2026, 10, 24) }
      const live = { ...cart(account, { epoch: 1, version: 1 }), kind: 'account', lists: { profile: { me: profile } } }
      const owned = {
        ...cart(claim, { epoch: 1, version: 1 }),
        kind: 'claim',
        lists: { owner: { me: { userId: account } } },
      }
      for (const copy of [live, owned] as LiveCopy[]) {
        await record().putCopies(copy.kind, [copy])
        expect(await record().getCopy(copy.kind, copy.id)).toEqual(copy)
      }
      const columns = async () => [
        ...(await sql(`select email, role from accounts where id = '${account}'`)),
        ...(await sql(`select user_id from claims where id = '${claim}'`)),
      ]
      expect(await columns()).toEqual([{ email: profile.email, role: 'customer' }, { user_id: account }])
      await record().putCopies('account', [tombstone(account, { epoch: 1, version: 2 }, { kind: 'account' })])
      await record().putCopies('claim', [tombstone(claim, { epoch: 1, version: 2 }, { kind: 'claim' })])
      expect(await columns()).toEqual([{ email: null, role: null }, { user_id: null }])
    })

    test('an id that was never written has no copy', async () => {
      expect(await get(newId())).toBeNull()
    })

    test('an empty batch writes nothing', async () => {
      expect(await put()).toEqual(new Map())
    })

    test('fault 8: version 6 that arrives after version 7 is ignored', async () => {
      const id = newId()
      const newer = cart(id, { epoch: 5, version: 7 })
      await put(newer)
      const held = await put(cart(id, { epoch: 5, version: 6 }, { seal: 'old', lists: { items: {}, removed: {} } }))
      expect(held.get(id)).toEqual(heldOf(newer))
      expect(await get(id)).toEqual(newer)
    })

    test('a second copy at the same position changes nothing', async () => {
      const id = newId()
      const first = cart(id, { epoch: 5, version: 7 })
      await put(first)
      const again = cart(id, { epoch: 5, version: 7 }, { schema: 9, updatedAt: first.updatedAt + 1 })
      expect((await put(again)).get(id)).toEqual(heldOf(first))
      expect(await get(id)).toEqual(first)
    })

    test('fault 45: a new epoch with a lower version wins, and the old life cannot come back', async () => {
      const id = newId()
      await put(cart(id, { epoch: 5, version: 700 }))
      const anew = cart(id, { epoch: 6, version: 1 }, { lists: { items: { fresh: line(1) }, removed: {} } })
      expect((await put(anew)).get(id)).toEqual(heldOf(anew))
      expect((await put(cart(id, { epoch: 5, version: 701 }))).get(id)).toEqual(heldOf(anew))
      expect(await get(id)).toEqual(anew)
    })

    test('the greatest position stays with its own data, in any order of arrival', async () => {
      const position = fc.record({ epoch: fc.integer({ min: 1, max: 3 }), version: fc.integer({ min: 1, max: 3 }) })
      const arrivals = fc.array(fc.array(position, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 5 })
      await fc.assert(
        fc.asyncProperty(arrivals, async (batches) => {
          const id = newId()
          const copyAt = (at: { epoch: number; version: number }, owner: string) =>
            cart(owner, at, { seal: `${at.epoch}-${at.version}`, schema: at.epoch * 10 + at.version })
          for (const [first, second] of batches) {
            await put(...[first, second].flatMap((at, n) => (at ? [copyAt(at, `${id}_${n}`)] : [])))
          }
          for (const n of [0, 1]) {
            const written = batches.flatMap((batch) => batch[n] ?? [])
            const greatest = written.toSorted(compare).at(-1)
            expect(await get(`${id}_${n}`)).toEqual(greatest ? copyAt(greatest, `${id}_${n}`) : null)
          }
        }),
        { numRuns: 25 },
      )
    })

    test('a batch of 100 may mix new and stale copies, and returns each position', async () => {
      const ids = Array.from({ length: 100 }, () => newId('batch'))
      const at = (version: number) => ids.map((id) => cart(id, { epoch: 5, version }))
      await put(...at(5).filter((_, n) => n % 2 === 0), ...at(1).filter((_, n) => n % 2 === 1))
      const held = await put(...at(3))
      expect([...held].toSorted()).toEqual(
        ids.map((id, n) => [id, heldOf(cart(id, { epoch: 5, version: n % 2 === 0 ? 5 : 3 }))]),
      )
    })

    test('a cart of 200 long lines is read whole', async () => {
      const copy = longCart(newId(), { epoch: 5, version: 200 })
      await put(copy)
      expect(await get(copy.id)).toEqual(copy)
    })

    test('fault 49: ids that differ by case only are two carts', async () => {
      const [lower, upper] = [cart('usr_case', { epoch: 1, version: 1 }), cart('usr_CASE', { epoch: 1, version: 2 })]
      const held = await put(lower, upper)
      expect(held.size).toBe(2)
      expect(await get('usr_case')).toEqual(lower)
      expect(await get('usr_CASE')).toEqual(upper)
      expect(await get('Usr_case')).toBeNull()
    })

    test('reports find the sum of quantities, the count of lines and a readable time', async () => {
      const id = newId()
      await put(
        cart(id, { epoch: 5, version: 1 }, { lists: { items: { a: line(2), b: line(5) }, removed: { c: line(9) } } }),
      )
      const [row] = await sql(`select item_count, line_count, updated_at from carts where id = '${id}'`)
      expect(row).toEqual({ item_count: 7, line_count: 2, updated_at: '2026-11-22 07:38:00.123' })
    })

    test('fault 44: a late message after a tombstone brings nothing back', async () => {
      const id = newId()
      await put(cart(id, { epoch: 5, version: 3 }, { seal: 'usr_other' }))
      const erased = tombstone(id, { epoch: 5, version: 4 })
      expect((await put(erased)).get(id)).toEqual(heldOf(erased))
      expect((await put(cart(id, { epoch: 5, version: 3 }))).get(id)).toEqual(heldOf(erased))
      expect(await get(id)).toEqual(erased)
      const [row] = await sql(`select seal, lists, item_count, line_count from carts where id = '${id}'`)
      expect(row).toEqual({ seal: null, lists: null, item_count: 0, line_count: 0 })
    })

    test('only tombstones older than the given time are dropped', async () => {
      const [live, early, late] = [newId(), newId(), newId()]
      await put(
        cart(live, { epoch: 5, version: 1 }, { updatedAt: 1_000 }),
        tombstone(early, { epoch: 5, version: 1 }, { updatedAt: 1_000, state: 'expired' }),
        tombstone(late, { epoch: 5, version: 1 }, { updatedAt: 2_000 }),
      )
      expect(await record().dropTombstones('cart', 2_000, 100)).toBe(1)
      expect(await get(early)).toBeNull()
      expect((await get(live))?.state).toBe('live')
      expect((await get(late))?.state).toBe('erased')
    })

    test('tombstones are dropped in pages: at most so many at once, the rest by the next call', async () => {
      const ids = [1, 2, 3, 4, 5].map(() => newId())
      await put(...ids.map((id) => tombstone(id, { epoch: 5, version: 1 }, { updatedAt: 1_000, state: 'expired' })))
      const drop = () => record().dropTombstones('cart', 2_000, 2)
      expect([await drop(), await drop(), await drop(), await drop()]).toEqual([2, 2, 1, 0])
      for (const id of ids) expect(await get(id)).toBeNull()
    })

    test('a row that an outside edit made unreadable is an error, never an empty cart', async () => {
      const id = newId()
      await put(cart(id, { epoch: 5, version: 1 }))
      await sql(`update carts set lists = '{"items":' where id = '${id}'`)
      await expect(get(id)).rejects.toMatchObject({ name: 'TierError', outcome: 'refused' })
    })

    test('a copy that the record never accepts is refused, and no message contains its data', async () => {
      const id = newId()
      const refused = await put(open().impossible(id)).catch((error: unknown) => error)
      expect(refused).toMatchObject({ name: 'TierError', outcome: 'refused' })
      expect(String(refused)).not.toContain('secret')
      expect(open().record.breaker).toBe('closed')
    })
  })
}
