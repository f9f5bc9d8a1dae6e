/**
 * Orders in every record: their rows and lines.
 * Invariant: lines belong to the stored row, even if copies arrive late or again.
 */
import { describe, expect, test } from 'vitest'
import type { Copy } from '../../../src/domain/copy.ts'
import { orderNumberOf } from '../../../src/domain/order/number.ts'
import { MADE_AT, newOrderId, type OrderLike, orderCopy } from './order-samples.ts'
import type { RecordUnderTest } from './record-contract.ts'
import { HARD_TEXT, heldOf, tombstone } from './samples.ts'

export function ordersContract(open: () => RecordUnderTest): void {
  const record = () => open().record
  const put = (...copies: Copy[]) => record().putCopies('order', copies)
  const linesOf = async (id: string) => {
    const found = await open().sql(
      `select sku, quantity, units_held, units_sold from order_lines where order_id = '${id}' order by place`,
    )
    return found.map(({ sku, quantity, units_held, units_sold }) => [sku, quantity, units_held, units_sold])
  }

  describe('orders', () => {
    test('an order’s copy is read as it was written, with any text, and reports find its columns', async () => {
      const id = newOrderId(MADE_AT)
      const copy = orderCopy(
        id,
        { epoch: 5, version: 3 },
        {
          owner: 'usr_report',
          status: 'paid',
          payments: {
            pay_1: { provider: 'simulated', amount: 1_000, state: 'captured', returnUrl: null, at: 1 },
            pay_2: { provider: 'simulated', amount: 1_000, state: 'captured', returnUrl: null, at: 2 },
            pay_3: { provider: 'simulated', amount: 1_000, state: 'declined', returnUrl: null, at: 3 },
          },
          refunds: {
            ref_1: { paymentId: 'pay_2', amount: 1_000, reason: 'x', by: 'x', state: 'done', at: 4, stray: true },
            ref_2: { paymentId: 'pay_1', amount: 300, reason: 'x', by: 'x', state: 'wanted', at: 5, stray: false },
          },
        },
      )
      expect(await put(copy)).toEqual(new Map([[id, heldOf(copy)]]))
      expect(await record().getCopy('order', id)).toEqual(copy)
      const [row] = await open().sql(
        `select owner, number, status, currency, total_amount, captured_amount, refunded_amount, created_at,
          expires_at, settling from orders where id = '${id}'`,
      )
      expect(row).toEqual({
        owner: 'usr_report',
        number: orderNumberOf(id),
        status: 'paid',
        currency: 'CNY',
        total_amount: 1_000,
        captured_amount: 2_000,
        refunded_amount: 1_000,
        created_at: '2026-11-25 10:00:00.001',
        expires_at: '2026-11-25 10:30:00.001',
        settling: 1,
      })
    })

    test('an order is settling while it still has duties or refunds', async () => {
      const settlingOf = async (like: OrderLike) => {
        const id = newOrderId(MADE_AT)
        await put(orderCopy(id, { epoch: 5, version: 1 }, like))
        return (await open().sql(`select settling from orders where id = '${id}'`))[0]?.settling
      }
      const refund = { paymentId: 'pay_1', amount: 1, reason: 'x', by: 'x', at: 4, stray: true }
      expect(await settlingOf({})).toBe(0)
      expect(await settlingOf({ errands: { goods: { at: 1, what: 'settle' } } })).toBe(1)
      expect(await settlingOf({ refunds: { ref_1: { ...refund, state: 'wanted' } } })).toBe(1)
      expect(await settlingOf({ refunds: { ref_1: { ...refund, state: 'done' } } })).toBe(0)
    })

    test('lines have their place, price and units; SKUs of hard text or other case are distinct', async () => {
      const id = newOrderId(MADE_AT)
      const lines: OrderLike['lines'] = [
        ['Tea', 2, 'held'],
        ['tea', 3, 'sold'],
        [HARD_TEXT, 4, 'restocked'],
        ['constructor', 5, 'wanted'],
        ['__proto__', 6, 'short'],
      ]
      await put(orderCopy(id, { epoch: 5, version: 1 }, { lines }))
      expect(await linesOf(id)).toEqual([
        ['Tea', 2, 2, 0],
        ['tea', 3, 0, 3],
        [HARD_TEXT, 4, 0, 0],
        ['constructor', 5, 0, 0],
        ['__proto__', 6, 0, 0],
      ])
      const [row] = await open().sql(
        `select title, unit_price, line_total from order_lines where order_id = '${id}' and place = 2`,
      )
      expect(row).toMatchObject({ unit_price: 500, line_total: 2_000 })
      expect(String(row?.title).startsWith(HARD_TEXT)).toBe(true)
    })

    test('units that a refund put back before the order was over stay sold: the stock received them again', async () => {
      const id = newOrderId(MADE_AT)
      const refund = { paymentId: 'pay_1', amount: 1, reason: 'x', by: 'x', at: 4, stray: false, state: 'done' }
      const refunds = {
        ref_1: { ...refund, restock: 'done', lines: [{ sku: 'tea', quantity: 2 }] },
        ref_2: { ...refund, lines: [{ sku: 'cup', quantity: 2 }] },
      }
      const lines: OrderLike['lines'] = [
        ['tea', 3, 'restocked'],
        ['cup', 3, 'restocked'],
      ]
      await put(orderCopy(id, { epoch: 5, version: 1 }, { lines, refunds }))
      expect(await linesOf(id)).toEqual([
        ['tea', 3, 0, 2],
        ['cup', 3, 0, 0],
      ])
    })

    test('an older copy leaves the lines unchanged, a newer one changes their units', async () => {
      const id = newOrderId(MADE_AT)
      const at = (version: number, goods: 'wanted' | 'held' | 'sold') =>
        orderCopy(
          id,
          { epoch: 5, version },
          {
            lines: [
              ['a', 2, goods],
              ['b', 3, goods],
            ],
          },
        )
      await put(at(2, 'held'))
      const held = [
        ['a', 2, 2, 0],
        ['b', 3, 3, 0],
      ]
      for (const copy of [at(1, 'wanted'), at(2, 'held'), at(1, 'wanted')]) {
        expect((await put(copy)).get(id)?.version).toBe(2)
        expect(await linesOf(id)).toEqual(held)
      }
      await put(at(3, 'sold'))
      await put(at(2, 'held'))
      expect(await linesOf(id)).toEqual([
        ['a', 2, 0, 2],
        ['b', 3, 0, 3],
      ])
    })

    test('another copy at the same position, of an object that was restored, changes neither row nor lines', async () => {
      const id = newOrderId(MADE_AT)
      const first = orderCopy(id, { epoch: 5, version: 2 }, { lines: [['a', 2, 'held']] })
      await put(first)
      const other = orderCopy(id, { epoch: 5, version: 2 }, { lines: [['a', 2, 'sold']] }, { updatedAt: MADE_AT })
      expect((await put(other)).get(id)).toEqual(heldOf(first))
      expect(await record().getCopy('order', id)).toEqual(first)
      expect(await linesOf(id)).toEqual([['a', 2, 2, 0]])
    })

    test('fault 44: a tombstone deletes the lines, and a late copy brings none back', async () => {
      const [gone, kept] = [newOrderId(MADE_AT), newOrderId(MADE_AT)]
      const live = (id: string) => orderCopy(id, { epoch: 5, version: 1 }, { owner: 'usr_gone' })
      await put(live(gone), live(kept))
      await put(tombstone(gone, { epoch: 5, version: 2 }, { kind: 'order' }), live(kept))
      await put(live(gone))
      expect(await linesOf(gone)).toEqual([])
      expect(await linesOf(kept)).toHaveLength(1)
      const [row] = await open().sql(
        `select owner, number, lists, status, captured_amount from orders where id = '${gone}'`,
      )
      expect(row).toEqual({ owner: null, number: null, lists: null, status: null, captured_amount: 0 })
    })

    test('100 orders of 40 lines can be written at once', async () => {
      const skus = Array.from({ length: 40 }, (_, n) => `bulk-${n}`)
      const copies = Array.from({ length: 100 }, () =>
        orderCopy(newOrderId(MADE_AT), { epoch: 5, version: 1 }, { lines: skus.map((sku) => [sku, 1, 'held']) }),
      ).toSorted((a, b) => (a.id < b.id ? -1 : 1))
      expect((await put(...copies)).size).toBe(100)
      expect(await open().sql("select count(*) as n from order_lines where sku like 'bulk-%'")).toEqual([{ n: 4_000 }])
    })
  })
}
