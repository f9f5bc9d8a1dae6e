/**
 * Lists of orders in every record.
 * Invariant: a list shows each order once, the newest first, even if orders are added or removed between two pages.
 */
import { describe, expect, test } from 'vitest'
import type { Copy } from '../../../src/domain/copy.ts'
import { orderNumberOf } from '../../../src/domain/order/number.ts'
import { OPEN_RETURN_STATES } from '../../../src/domain/order/return.ts'
import { ORDER_STATUSES } from '../../../src/domain/order/transitions.ts'
import type { OrderQuery } from '../../../src/tiers/record/order-record.ts'
import { MADE_AT, newOrderId, type OrderLike, orderCopy } from './order-samples.ts'
import type { RecordUnderTest } from './record-contract.ts'
import { HARD_JSON, newId } from './samples.ts'

const HOUR = 3600_000

export function orderListsContract(open: () => RecordUnderTest): void {
  const record = () => open().record
  const put = (...copies: Copy[]) => record().putCopies('order', copies)

  describe('lists of orders', () => {
    const listed = async (query: OrderQuery) => (await record().listOrders(query)).items.map(({ id }) => id)
    /** Orders one minute apart, the newest first. */
    const made = async (count: number, from: number, like: OrderLike) => {
      const copies = Array.from({ length: count }, (_, n) => {
        const createdAt = from + n * 60_000
        return orderCopy(newOrderId(createdAt), { epoch: 5, version: 1 }, { ...like, createdAt })
      })
      await put(...copies)
      return copies.toReversed()
    }

    test('a shopper’s list has their own whole orders, the newest first, without checkouts that were never placed', async () => {
      const owner = newId('usr')
      const copies = await made(3, MADE_AT, { owner })
      await made(1, MADE_AT, { owner: owner.toUpperCase() })
      await made(1, MADE_AT, { owner, status: 'holding' })
      await made(1, MADE_AT, { owner, status: 'refused' })
      expect(await record().listOrders({ owner, limit: 10 })).toEqual({ items: copies, next: null })
      expect(await listed({ owner: HARD_JSON, limit: 10 })).toEqual([])
    })

    test('operators list all orders by status and by time, from inclusive and to exclusive', async () => {
      const day = Date.UTC(2027, 0, 1)
      const bounds = { from: day, to: day + HOUR, limit: 100 }
      const ids = new Map<string, string>()
      for (const [n, status] of ORDER_STATUSES.entries()) {
        const [copy] = await made(1, day + n * 60_000, { owner: `usr_${n}`, status })
        ids.set(status, copy?.id ?? '')
      }
      const shown = ORDER_STATUSES.filter((status) => status !== 'holding' && status !== 'refused')
      expect(await listed(bounds)).toEqual(shown.toReversed().map((status) => ids.get(status)))
      for (const status of ORDER_STATUSES)
        expect(await listed({ ...bounds, statuses: [status] })).toEqual([ids.get(status)])
      const [late, later] = [ids.get('paid'), ids.get('shipped')]
      const [at, next] = [ORDER_STATUSES.indexOf('paid'), ORDER_STATUSES.indexOf('shipped')]
      expect(await listed({ from: day + at * 60_000, to: day + next * 60_000, limit: 9 })).toEqual([late])
      expect(await listed({ from: day + next * 60_000, to: day + next * 60_000 + 1, limit: 9 })).toEqual([later])
    })

    test('an order is found by its number and by its e-mail address in any spelling', async () => {
      const [id, other] = [newOrderId(MADE_AT), newOrderId(MADE_AT)]
      await put(
        orderCopy(id, { epoch: 5, version: 1 }, { email: ' Lin@Bücher.example ' }),
        orderCopy(other, { epoch: 5, version: 1 }, { email: 'other@example.com' }),
      )
      expect(await listed({ number: orderNumberOf(id), limit: 9 })).toEqual([id])
      expect(await listed({ email: 'lin@xn--bcher-kva.example', limit: 9 })).toEqual([id])
      expect(await listed({ email: 'lin@xn--bcher-kva.example', number: orderNumberOf(other), limit: 9 })).toEqual([])
      await put(orderCopy(id, { epoch: 5, version: 2 }, { owner: null, contact: null }))
      expect(await listed({ email: 'lin@xn--bcher-kva.example', limit: 9 })).toEqual([])
    })

    test('a search by e-mail address also has the orders of the account with the address, each once', async () => {
      const [account, email] = [newId('usr'), `${newId('usr')}@example.com`.toLowerCase()]
      const ids: string[] = []
      const orders = [
        { owner: account, email: null },
        { owner: account, email },
        { owner: account, email: 'gift@example.com', status: 'paid' as const },
        { owner: newId('gst'), email },
      ]
      for (const [n, like] of orders.entries()) ids.unshift((await made(1, MADE_AT + n * 60_000, like))[0]?.id ?? '')
      await made(1, MADE_AT, { owner: newId('usr'), email: null })
      const query = { email, account, limit: 3 }
      const first = await record().listOrders(query)
      const second = await record().listOrders({ ...query, after: first.next ?? '' })
      expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids)
      expect(second.next).toBeNull()
      expect(await listed({ ...query, statuses: ['paid'] })).toEqual([ids[1]])
      expect(await listed({ email, limit: 9 })).toEqual([ids[0], ids[2]])
    })

    test('a list by ids has only placed orders of the owner', async () => {
      const owner = newId('usr')
      const ids: string[] = []
      for (const like of [{ owner }, { owner, status: 'holding' as const }, { owner: newId('usr') }]) {
        ids.push((await made(1, MADE_AT, like))[0]?.id ?? '')
      }
      expect(await record().listedOrders(owner, [...ids, newOrderId(MADE_AT)])).toEqual(new Set([ids[0]]))
      const many = Array.from({ length: 300 }, () => newOrderId(MADE_AT))
      expect(await record().listedOrders(owner, many)).toEqual(new Set())
    })

    test('several statuses make one list, the newest first, page by page', async () => {
      const email = `${newId('usr')}@example.com`.toLowerCase()
      const ids: string[] = []
      for (const [n, status] of (['paid', 'shipped', 'cancelled', 'paid', 'shipped'] as const).entries()) {
        const [copy] = await made(1, MADE_AT + n * 60_000, { email, status })
        if (status !== 'cancelled') ids.unshift(copy?.id ?? '')
      }
      const query = { email, statuses: ['shipped', 'paid', 'paid'] as const, limit: 3 }
      const first = await record().listOrders(query)
      expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 3))
      const second = await record().listOrders({ ...query, after: first.next ?? '' })
      expect([second.items.map(({ id }) => id), second.next]).toEqual([ids.slice(3), null])
    })

    test('orders are found by their open returns, each once, and leave the list with their last one', async () => {
      const day = Date.UTC(2027, 1, 1)
      const sku = newId('sku')
      const states = [
        ['requested'],
        ['approved', 'refused'],
        ['received'],
        ['requested', 'approved'],
        ['refused'],
      ] as const
      const made = [...states, []].map((returns, n) => {
        const createdAt = day + n * 60_000
        const like: OrderLike = { status: 'delivered', createdAt, returns, lines: [[sku, 1, 'sold']] }
        return orderCopy(newOrderId(createdAt), { epoch: 5, version: 1 }, like)
      })
      await put(...made)
      const [asked, approved, received, both] = made.map(({ id }) => id)
      const all = { from: day, to: day + HOUR, limit: 9 }
      const open = { ...all, returns: OPEN_RETURN_STATES }
      const owner = 'usr_1'
      for (const narrower of [{}, { owner }, { sku }, { owner, sku }]) {
        expect(await listed({ ...open, ...narrower })).toEqual([both, received, approved, asked])
        expect(await listed({ ...all, ...narrower, returns: ['requested'] })).toEqual([both, asked])
        expect(await listed({ ...all, ...narrower, returns: ['approved'] })).toEqual([both, approved])
        expect(await listed({ ...all, ...narrower, returns: ['received'] })).toEqual([received])
      }
      const first = await record().listOrders({ ...open, limit: 3 })
      expect(first.items.map(({ id }) => id)).toEqual([both, received, approved])
      expect(await listed({ ...open, limit: 3, after: first.next ?? '' })).toEqual([asked])
      const done: OrderLike = { status: 'delivered', createdAt: day, returns: ['refunded'] }
      await put(orderCopy(asked ?? '', { epoch: 5, version: 2 }, done))
      expect(await listed(open)).toEqual([both, received, approved])
    })

    test('pages neither repeat nor skip an order, even if others are added and removed, and many have the same time', async () => {
      const owner = newId('usr')
      const createdAt = MADE_AT
      const copies = Array.from({ length: 5 }, () =>
        orderCopy(newOrderId(createdAt), { epoch: 5, version: 1 }, { owner, createdAt }),
      ).toSorted((a, b) => (a.id < b.id ? 1 : -1))
      await put(...copies)
      const first = await record().listOrders({ owner, limit: 2 })
      await made(2, MADE_AT + HOUR, { owner })
      await put(orderCopy(copies[1]?.id ?? '', { epoch: 5, version: 2 }, { owner, status: 'refused', createdAt }))
      const second = await record().listOrders({ owner, limit: 2, after: first.next ?? '' })
      const third = await record().listOrders({ owner, limit: 2, after: second.next ?? '' })
      const seen = [first, second, third].flatMap(({ items }) => items.map(({ id }) => id))
      expect(seen).toEqual(copies.map(({ id }) => id))
      expect(third.next).toBeNull()
    })

    test('a cursor belongs to its list: another shopper’s, or the operators’, is refused', async () => {
      const owner = newId('usr')
      await made(2, MADE_AT, { owner })
      const { next } = await record().listOrders({ owner, limit: 1 })
      for (const query of [{ limit: 1 }, { owner: newId('usr'), limit: 1 }, { owner: '', limit: 1 }]) {
        const refused = record().listOrders({ ...query, after: next ?? '' })
        await expect(refused).rejects.toMatchObject({ outcome: 'refused' })
      }
      for (const after of ['', '%', btoa('["1","x"]')]) {
        await expect(record().listOrders({ owner, limit: 1, after })).rejects.toMatchObject({ outcome: 'refused' })
      }
    })

    test('an order that an outside edit made unreadable is left out, and the rest of the list stays', async () => {
      const owner = newId('usr')
      const [newest, broken, oldest] = await made(3, MADE_AT, { owner })
      await open().sql(`update orders set lists = '{"order":' where id = '${broken?.id}'`)
      const first = await record().listOrders({ owner, limit: 2 })
      expect(first.items).toEqual([newest])
      expect(await listed({ owner, limit: 2, after: first.next ?? '' })).toEqual([oldest?.id])
    })
  })
}
