// The events that an order owes. Invariants: a change and its events are one decision; each change of status that is
// reported, each declined payment and each finished refund has its event once; events name no person.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EVENTS } from '../../../src/contract/events/table.ts'
import type { EventType } from '../../../src/domain/events/types.ts'
import { decide } from '../../../src/domain/order/decide.ts'
import { historyOf, moneyOf, paymentsOf, refundsOf } from '../../../src/domain/order/order.ts'
import { shipmentsOf } from '../../../src/domain/order/shipment.ts'
import { OUTBOX, waitingRows } from '../../../src/domain/outbox.ts'
import { type RowsView, viewOf } from '../../../src/domain/rows.ts'
import { BEGIN, commandOf, Paper, pay, TOTAL, widerWish } from './paper.ts'

const MOVES: Record<string, string> = {
  'holding pending_payment': 'order.placed',
  'pending_payment paid': 'order.paid',
  'pending_payment shipped': 'order.shipped',
  'paid shipped': 'order.shipped',
  'shipped delivered': 'order.delivered',
  'pending_payment cancelled': 'order.cancelled',
  'paid refund_pending': 'order.cancelled',
}

const eventsOf = (rows: RowsView) => waitingRows(rows).flatMap(([, row]) => (row.to === 'events' ? [row] : []))
const mailsOf = (rows: RowsView) => waitingRows(rows).flatMap(([, row]) => (row.to === 'mail' ? [row] : []))

test('each change owes its event once, in the order of the changes, regardless of what the order goes through', () => {
  fc.assert(
    fc.property(fc.array(widerWish, { maxLength: 40 }), (wishes) => {
      const paper = new Paper()
      paper.try(BEGIN)
      for (const wanted of wishes) {
        const before = waitingRows(paper.rows).length
        const code = paper.try(commandOf(paper.rows, wanted))
        if (code) expect(waitingRows(paper.rows)).toHaveLength(before)
      }
      const owed = eventsOf(paper.rows)
      const types = owed.map(({ type }) => type)
      // Payment on delivery changes no status.
      const moves = owed.flatMap(({ type, data }) => {
        const isMove = Object.values(MOVES).includes(type) && (type !== 'order.paid' || data.status === 'paid')
        return isMove ? [type] : []
      })
      const onDelivery = owed.filter(({ type, data }) => type === 'order.paid' && data.status !== 'paid')
      const hasShippedUnpaid = historyOf(paper.rows).some(
        ({ from, to }) => from === 'pending_payment' && to === 'shipped',
      )
      const { captured, strays } = moneyOf(paper.rows)
      expect(onDelivery).toHaveLength(hasShippedUnpaid && captured > strays ? 1 : 0)
      const parcels = shipmentsOf(paper.rows)
      expect(types.filter((type) => type === 'shipment.shipped')).toHaveLength(parcels.length)
      const arrived = parcels.filter(([, { deliveredAt }]) => deliveredAt !== undefined)
      expect(types.filter((type) => type === 'shipment.delivered')).toHaveLength(arrived.length)
      expect(moves).toEqual(historyOf(paper.rows).flatMap(({ from, to }) => MOVES[`${from} ${to}`] ?? []))
      const refunded = owed.filter(({ type }) => type === 'order.refunded').map(({ data }) => data.refundId)
      const done = refundsOf(paper.rows).flatMap(([id, { state }]) => (state === 'done' ? [id] : []))
      expect(refunded.toSorted()).toEqual(done.toSorted())
      const failed = owed.filter(({ type }) => type === 'order.payment_failed').map(({ data }) => data.paymentId)
      expect(new Set(failed).size).toBe(failed.length)
      for (const [id, { state }] of paymentsOf(paper.rows)) if (state === 'declined') expect(failed).toContain(id)
      for (const { type, data } of owed) {
        const whole = { orderId: 'ord_1', number: '1', ...data }
        expect(EVENTS[type as EventType].data.parse(whole)).toEqual(whole)
        expect(JSON.stringify(data)).not.toMatch(/Lin|lin@|Shanghai|gst_1|usr_1|SF/)
      }
    }),
    { numRuns: 400 },
  )
})

test('a row is deleted when the stream has accepted it, and a repeated answer changes nothing', () => {
  const paper = new Paper()
  paper.try(BEGIN)
  paper.try({ type: 'place' })
  const ids = waitingRows(paper.rows).map(([id]) => id)
  expect(ids).toHaveLength(1)
  paper.try({ type: 'outbox_accepted', ids })
  expect(paper.rows.size(OUTBOX)).toBe(0)
  const moment = { now: 0, newId: () => 'x' }
  expect(decide(paper.rows, { type: 'outbox_accepted', ids }, moment)).toEqual({ ok: true, value: [] })
})

test('rows that wait together keep their order although a clock goes back', () => {
  const at = (place: number, type: string) => ({ to: 'events', type, place, at: 100 - place, data: {} })
  const rows = viewOf({ outbox: { evt_9: at(1, 'order.placed'), evt_1: at(2, 'order.paid') } })
  expect(eventsOf(rows).map(({ type }) => type)).toEqual(['order.placed', 'order.paid'])
})

test('an order of an earlier release, which has no outbox, is readable and owes what happens from now on', () => {
  const paper = new Paper()
  paper.try(BEGIN)
  paper.try({ type: 'place' })
  const { outbox: _, ...earlier } = paper.rows.lists()
  const rows = viewOf(earlier)
  expect(waitingRows(rows)).toEqual([])
  const decision = decide(rows, { type: 'cancel', by: 'gst_1' }, { now: 1, newId: (prefix) => `${prefix}_1` })
  const owed = decision.ok ? decision.value.filter(({ list, key }) => list === OUTBOX && key.startsWith('evt')) : []
  expect(owed).toMatchObject([{ key: 'evt_1', value: { type: 'order.cancelled', place: 1 } }])
})

test('a refund of nothing owes its event, and no message that money was sent', () => {
  const paper = new Paper()
  pay(paper)
  paper.try({ type: 'refund', amount: TOTAL - 500, reason: 'x', by: 'usr_1' })
  for (const sku of ['tea', 'cup']) paper.try({ type: 'edit', lines: [{ sku, quantity: 1 }], reason: 'x', by: 'usr_1' })
  for (const [refundId] of refundsOf(paper.rows)) paper.try({ type: 'refund_done', refundId })
  const amounts = eventsOf(paper.rows).flatMap(({ type, data }) => (type === 'order.refunded' ? [data.amount] : []))
  expect(amounts).toEqual([TOTAL - 500, 500, 0])
  expect(mailsOf(paper.rows).filter(({ template }) => template === 'order_refunded')).toHaveLength(2)
})

test('each change that the shopper hears of owes one message, with ids only, and none without an address', () => {
  const steps = [{ type: 'place' }, { type: 'cancel', by: 'gst_1' }] as const
  const paper = new Paper()
  for (const command of [BEGIN, ...steps]) expect(paper.try(command)).toBeNull()
  expect(mailsOf(paper.rows)).toMatchObject([{ template: 'order_cancelled', data: {} }])
  fc.assert(
    fc.property(fc.array(widerWish, { maxLength: 40 }), fc.boolean(), (wishes, hasAddress) => {
      const other = new Paper()
      other.try({ ...BEGIN, contact: { ...BEGIN.contact, email: hasAddress ? 'lin@example.com' : null } })
      for (const wanted of wishes) other.try(commandOf(other.rows, wanted))
      const silent = ['order.placed', 'order.shipped', 'order.delivered']
      const told = eventsOf(other.rows).filter(({ type, data }) => {
        const isSilent = silent.includes(type) || (type === 'order.refunded' && data.amount === 0)
        return !isSilent && (type !== 'order.paid' || data.status === 'paid')
      })
      expect(mailsOf(other.rows)).toHaveLength(hasAddress ? told.length : 0)
      expect(JSON.stringify(mailsOf(other.rows))).not.toMatch(/Lin|lin@|Shanghai|gst_1|usr_1|SF/)
    }),
    { numRuns: 200 },
  )
})
