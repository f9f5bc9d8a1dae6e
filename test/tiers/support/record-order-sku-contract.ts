/**
 * Orders by product and by number in every record.
 * Invariant: pages have each order with the product once, also with other filters; a page may be short.
 */
import { describe, expect, test } from 'vitest'
import type { Copy } from '../../../src/domain/copy.ts'
import { orderNumberOf } from '../../../src/domain/order/number.ts'
import type { OrderQuery } from '../../../src/tiers/record/order-record.ts'
import { MADE_AT, newOrderId, type OrderLike, orderCopy } from './order-samples.ts'
import type { RecordUnderTest } from './record-contract.ts'
import { HARD_JSON, newId } from './samples.ts'

const MINUTE = 60_000

export function orderSkuContract(open: () => RecordUnderTest): void {
  const record = () => open().record
  const put = (...copies: Copy[]) => record().putCopies('order', copies)
  /** Orders of one product, one minute apart, the newest first. */
  const made = async (sku: string, count: number, like: OrderLike = {}, from = MADE_AT) => {
    const copies = Array.from({ length: count }, (_, n) => {
      const createdAt = from + n * MINUTE
      const lines = [['other', 1, 'held'] as const, [sku, 2, 'held'] as const]
      return orderCopy(newOrderId(createdAt), { epoch: 5, version: 1 }, { lines, ...like, createdAt })
    })
    await put(...copies)
    return copies.map(({ id }) => id).toReversed()
  }
  const pages = async (query: OrderQuery) => {
    const found: string[][] = []
    let after: string | undefined
    do {
      const page = await record().listOrders({ ...query, ...(after !== undefined && { after }) })
      found.push(page.items.map(({ id }) => id))
      after = page.next ?? undefined
    } while (after !== undefined)
    return found
  }

  describe('orders with a product', () => {
    test('orders are found by a product of any line, the newest first, without checkouts that were never placed', async () => {
      const sku = `A-${newId('sku')}`
      const ids = await made(sku, 5)
      await made(sku, 1, { status: 'holding' })
      await made(sku.toLowerCase(), 1)
      expect(await pages({ sku, limit: 2 })).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)])
      expect(await pages({ sku: HARD_JSON, limit: 2 })).toEqual([[]])
    })

    test('a product combines with status and time', async () => {
      const sku = `A-${newId('sku')}`
      const ids = await made(sku, 4)
      const [paid] = await made(sku, 1, { status: 'paid' }, MADE_AT + 30_000)
      expect(await pages({ sku, statuses: ['paid', 'shipped'], limit: 9 })).toEqual([[paid]])
      const bounds = { from: MADE_AT + MINUTE, to: MADE_AT + 3 * MINUTE }
      expect(await pages({ sku, ...bounds, limit: 9 })).toEqual([[ids[1], ids[2]]])
    })

    test.each([
      ['owner', { owner: 'usr_of_sku' }],
      ['e-mail address', { email: 'sku@example.com' }],
    ])('a product combines with the %s', async (_, like) => {
      const sku = `A-${newId('sku')}`
      const ids = await made(sku, 3, like)
      await made(sku, 2)
      await made('other', 2, like)
      expect(await pages({ sku, ...like, limit: 2 })).toEqual([ids.slice(0, 2), ids.slice(2)])
    })

    test('a product combines with the number', async () => {
      const sku = `A-${newId('sku')}`
      const [id = ''] = await made(sku, 1)
      const [stranger = ''] = await made('other', 1)
      expect(await pages({ sku, number: orderNumberOf(id), limit: 9 })).toEqual([[id]])
      expect(await pages({ sku, number: orderNumberOf(stranger), limit: 9 })).toEqual([[]])
    })

    test('a page of a product that few orders of a status have costs a bounded walk, and the cursor goes on', async () => {
      const sku = `A-${newId('sku')}`
      const [oldest] = await made(sku, 1, { status: 'shipped' }, MADE_AT - MINUTE)
      for (let from = 0; from < 2_200; from += 200) await made(sku, 200, {}, MADE_AT + from * MINUTE)
      expect(await pages({ sku, statuses: ['shipped'], limit: 9 })).toEqual([[], [oldest]])
    }, 60_000)

    test('a cursor of another list is refused', async () => {
      const sku = `A-${newId('sku')}`
      await made(sku, 3)
      const { next } = await record().listOrders({ limit: 1 })
      const refused = record().listOrders({ sku, limit: 1, after: next ?? '' })
      await expect(refused).rejects.toMatchObject({ outcome: 'refused' })
    })
  })

  test('ids are found by numbers, only of orders that were placed', async () => {
    const [one, other] = await made(newId('usr'), 2)
    const [unplaced] = await made(newId('usr'), 1, { status: 'refused' })
    const numbers = [one, other, unplaced].map((id) => orderNumberOf(id ?? ''))
    const found = await record().orderIdsByNumber([...numbers, HARD_JSON])
    expect(found).toEqual(
      new Map([
        [numbers[0], one],
        [numbers[1], other],
      ]),
    )
    expect(await record().orderIdsByNumber([])).toEqual(new Map())
  })
}
