/**
 * The ledger contract of every record.
 * Invariant: sums cover all stored lines, and each SKU is on one page.
 */
import { describe, expect, test } from 'vitest'
import type { LedgerStock } from '../../../src/tiers/record/ledger.ts'
import { MADE_AT, newOrderId, type OrderLike, orderCopy, stockCopy } from './order-samples.ts'
import type { RecordUnderTest } from './record-contract.ts'
import { heldOf, newId, product, tombstone } from './samples.ts'

/** Later than any time in the samples. */
const LATER = Date.UTC(2028, 0, 1)

export function ledgerContract(open: () => RecordUnderTest): void {
  const record = () => open().record
  const ordered = async (like: OrderLike, updatedAt = MADE_AT) => {
    const id = newOrderId(MADE_AT)
    await record().putCopies('order', [orderCopy(id, { epoch: 5, version: 1 }, like, { updatedAt })])
    return id
  }
  const allStock = async (since = LATER, limit = 3, settlingSince = 0) => {
    const found: LedgerStock[] = []
    for (;;) {
      const page = await record().stockForLedger({ limit, afterSku: found.at(-1)?.sku ?? '', since, settlingSince })
      found.push(...page)
      if (page.length < limit) return found
    }
  }
  const stockOf = async (sku: string, since = LATER, settlingSince = 0) =>
    (await allStock(since, 100, settlingSince)).find((row) => row.sku === sku)

  describe('the ledger', () => {
    test('stock is read with its product and with the units of all orders', async () => {
      const [sku, without] = [newId('ledger'), newId('ledger')]
      await record().load([], [product(sku, { onHand: 10, category: 'ledger', status: 'hidden' })])
      const copy = stockCopy(sku, { epoch: 5, version: 7 }, { own: -5, held: 2, sold: 5, outside: 10 })
      await record().putCopies('stock', [copy, stockCopy(without, { epoch: 5, version: 1 }, { own: 1 })])
      await ordered({ lines: [[sku, 2, 'held']] })
      await ordered({ status: 'paid', lines: [[sku, 4, 'sold']] })
      await ordered({ status: 'shipped', lines: [[sku, 1, 'sold']] })
      await ordered({ status: 'cancelled', lines: [[sku, 8, 'released']] })
      await ordered({ status: 'paid', lines: [[sku.toUpperCase(), 100, 'sold']] })
      expect(await stockOf(sku)).toEqual({
        sku,
        onHand: 5,
        objectOnHandInProducts: -5,
        heldInProducts: 2,
        own: -5,
        outside: 10,
        held: 2,
        sold: 5,
        received: 0,
        updatedAt: heldOf(copy).updatedAt,
        unitsSoldByOrders: 5,
        unitsHeldByOrders: 2,
        moving: { units: 0, sold: 0, held: 0 },
      })
      const nothing = { onHand: null, objectOnHandInProducts: null, heldInProducts: null }
      expect(await stockOf(without)).toMatchObject({ ...nothing, unitsSoldByOrders: 0, unitsHeldByOrders: 0 })
    })

    test('units of an order are on their way while it is settling, is not placed yet, or has just changed', async () => {
      const movingOf = async (like: OrderLike, since?: number, updatedAt?: number, settlingSince?: number) => {
        const sku = newId('flight')
        await record().putCopies('stock', [stockCopy(sku, { epoch: 5, version: 1 }, { own: 1 })])
        await ordered({ lines: [[sku, 4, 'sold']] }, 1)
        await ordered({ ...like, lines: [[sku, 2, 'held']] }, updatedAt)
        return (await stockOf(sku, since, settlingSince))?.moving
      }
      const none = { units: 0, sold: 0, held: 0 }
      const its = { units: 2, sold: 0, held: 2 }
      const settling = { errands: { goods: { at: 1, what: 'settle' } } }
      expect(await movingOf({})).toEqual(none)
      expect(await movingOf(settling)).toEqual(its)
      expect(await movingOf({ status: 'holding' })).toEqual(its)
      expect(await movingOf({}, MADE_AT + 1, MADE_AT)).toEqual(none)
      expect(await movingOf({}, MADE_AT, MADE_AT)).toEqual(its)
      // This order has been settling for too long.
      expect(await movingOf(settling, LATER, MADE_AT, MADE_AT + 1)).toEqual(none)
      expect(await movingOf({ status: 'holding' }, LATER, MADE_AT, MADE_AT + 1)).toEqual(none)
    })

    test('the stock of given SKUs is read, if there is any', async () => {
      const [there, gone, without] = [newId('ledger'), newId('ledger'), newId('ledger')]
      await record().putCopies('stock', [stockCopy(there, { epoch: 5, version: 1 }, { own: 1 })])
      await record().putCopies('stock', [tombstone(gone, { epoch: 5, version: 2 }, { kind: 'stock' })])
      expect(await record().skusWithStock([there, gone, without])).toEqual(new Set([there]))
      expect(await record().skusWithStock([])).toEqual(new Set())
    })

    test('pages list all stock by SKU, each once, without tombstones', async () => {
      const gone = newId('ledger')
      await record().putCopies('stock', [stockCopy(gone, { epoch: 5, version: 1 }, { own: 1 })])
      await record().putCopies('stock', [tombstone(gone, { epoch: 5, version: 2 }, { kind: 'stock' })])
      const rows = await open().sql("select count(*) as n from stock where state = 'live'")
      const skus = (await allStock()).map(({ sku }) => sku)
      expect(new Set(skus).size).toBe(skus.length)
      expect(skus).toHaveLength(Number(rows[0]?.n))
      expect(skus).not.toContain(gone)
    })

    test('orders are read by id with their money, and an unreadable order without its lists', async () => {
      const payment = { provider: 'simulated', amount: 1_000, state: 'captured', returnUrl: null, at: 1 }
      const id = await ordered({ status: 'paid', payments: { pay_1: payment }, errands: { cart: { at: 1 } } })
      const broken = await ordered({})
      await open().sql(`update orders set lists = 'null' where id = '${broken}'`)
      const justBefore = (each: string) => each.slice(0, -1)
      const [told] = await record().ordersForLedger(1, justBefore(id))
      expect(told).toMatchObject({ id, status: 'paid', settling: true, updatedAt: MADE_AT })
      expect(told).toMatchObject({ totalAmount: 1_000, capturedAmount: 1_000, refundedAmount: 0 })
      expect(told?.lists?.payments).toEqual({ pay_1: payment })
      expect(await record().ordersForLedger(1, justBefore(broken))).toMatchObject([{ id: broken, lists: null }])
    })

    test('pages list all orders by id, each once, without tombstones', async () => {
      const gone = await ordered({})
      await record().putCopies('order', [tombstone(gone, { epoch: 5, version: 2 }, { kind: 'order' })])
      const ids: string[] = []
      for (;;) {
        const page = await record().ordersForLedger(50, ids.at(-1) ?? '')
        ids.push(...page.map(({ id }) => id))
        if (page.length < 50) break
      }
      const rows = await open().sql("select id from orders where state = 'live'")
      expect(ids).toEqual(rows.map(({ id }) => id).toSorted())
      expect(ids).not.toContain(gone)
    })
  })
}
