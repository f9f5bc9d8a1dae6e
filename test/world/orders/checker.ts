/**
 * Checks what must hold of stock, orders, money, lines and coupons when all is quiet.
 * Invariant: every unit and every amount of money is in one place, and object, provider and record agree on it.
 */
import type { World } from '../world.ts'
import { restocksOf } from './after-sales.ts'
import { COUNTED, usesOf } from './codes.ts'
import { checkCodes, checkUses } from './coupon-checker.ts'
import { checkInvoices } from './invoice-checker.ts'
import { SKUS } from './market.ts'
import type { OrderPage } from './order-page.ts'
import { goodsOf, hasSold, isOwed, STANDS } from './outcome.ts'
import { backOf } from './parcels.ts'
import { refundedOf } from './provider.ts'
import type { Shop } from './shop.ts'
import { checkStockStream, checkStream } from './stream-checker.ts'
import { booksOf } from './till.ts'

const GUEST_MS = 30 * 24 * 3600_000

/** Names the work that is still under way; null if there is none. */
export function unrestOf(shop: Shop): string | null {
  const { world, orders } = shop
  if (shop.underWay > 0) return 'a caller waits for an answer'
  if (world.provider.owed > 0) return 'the provider has webhooks to send'
  if (world.till.owed > 0) return 'operators have money to report'
  for (const { kind, id, forsaken } of world.hosts()) {
    if (kind !== 'cart' || forsaken) continue
    const { checkouts } = world.witness.cart(id).model
    if ([...checkouts.values()].some(({ starting }) => starting)) return `a checkout of ${id} has not begun`
  }
  for (const [orderId, { status, duties, refunds }] of orders.all()) {
    if (world.host('order', orderId).forsaken) continue
    if (status === 'holding') return `${orderId} is holding its units`
    if (duties.length > 0) return `${orderId} still has the duties ${duties}`
    if (Object.values(refunds).some(({ state, restock }) => state === 'wanted' || restock === 'wanted'))
      return `${orderId} still has a refund to request`
  }
  return null
}

export function checkOrders(shop: Shop): void {
  for (const sku of SKUS) checkStock(shop, sku)
  checkUses(shop)
  checkCodes(shop)
  checkInvoices(shop)
  for (const [orderId, page] of shop.orders.all()) {
    if (shop.world.host('order', orderId).forsaken) continue
    const fail = (message: string) => shop.world.fail(`${orderId}, ${page.status}, when all is quiet: ${message}`)
    checkGoods(page, fail)
    checkMoney(shop, orderId, page, fail)
    checkRestocks(shop, page, fail)
    checkLines(shop.world, orderId, page, fail)
    checkRow(shop.world, orderId, page, fail)
    checkStream(shop.world.stream, orderId, page, fail)
    if (shop.world.counted.has(orderId) !== hasSold(page))
      fail('the rankings count the order although it was not sold, or do not count its sale')
  }
  for (const { kind, id } of shop.world.hosts()) {
    if (kind !== 'cart') continue
    for (const orderId of shop.world.witness.cart(id).model.checkouts.keys()) {
      if (!shop.orders.get(orderId)) shop.world.fail(`${id} has lines in the checkout of ${orderId}, which never began`)
    }
  }
}

/** Runs after the payment deadline of every unpaid order. */
export function checkOver(shop: Shop): void {
  for (const [orderId, { status }] of shop.orders.all()) {
    if (status === 'pending_payment') shop.world.fail(`${orderId} still waits for its payment after the deadline`)
  }
  for (const sku of [...SKUS, ...COUNTED.map(({ code }) => usesOf(code))]) {
    const { held } = shop.stock.totals(sku)
    if (held > 0 && !shop.stock.shaken.has(sku))
      shop.world.fail(`${held} units of ${sku} are still held after the deadline`)
  }
}

function checkStock({ world, stock, market, orders }: Shop, sku: string): void {
  const totals = stock.totals(sku)
  const { own, outside, held, sold, received } = totals
  const fail = (message: string) =>
    world.fail(`${sku} when all is quiet: ${message}; the stock has ${JSON.stringify(totals)}`)
  const sumOf = (goods: string) =>
    orders.all().reduce((sum, [, page]) => sum + (page.lines[sku] ? countedAs(goods, page, sku, goodsOf(page)) : 0), 0)
  if (outside !== market.outside(sku)) fail(`the other system added ${market.outside(sku)} units`)
  if (received + outside !== own + outside + sold)
    fail('received and outside units must equal the units on hand and sold')
  const isShaken = stock.shaken.has(sku)
  checkStockStream(world.stream, sku, Math.max(0, own + outside - held), isShaken, fail)
  // Stock keeps units of forgotten holds aside for a day.
  if (!isShaken && held !== sumOf('held')) fail(`orders hold ${sumOf('held')} units`)
  if (!stock.resold.has(sku) && sold !== sumOf('sold')) fail(`orders have sold ${sumOf('sold')} units`)
  if (!isShaken && !market.robbed.has(sku) && (held > own + outside || sold + held > received + outside))
    fail('units are oversold')
  const row = market.row(sku)
  if (world.host('stock', sku).forsaken) return
  if (row.onHand !== own + outside || row.own !== own || row.held !== held)
    fail(`the record has ${JSON.stringify(row)}`)
}

/** Units of an order that its stock counts as held or sold: after a refund of the rest, those that have shipped stay sold. */
function countedAs(counted: string, page: OrderPage, sku: string, goods: string): number {
  const quantity = page.lines[sku]?.quantity ?? 0
  if (goods === counted) return quantity
  return goods === 'restocked' && counted === 'sold' ? quantity - backOf(page, sku) : 0
}

function checkGoods(page: OrderPage, fail: (message: string) => void): void {
  const wanted = goodsOf(page)
  for (const [sku, { goods }] of [...Object.entries(page.lines), ...Object.entries(page.coupons)]) {
    if (goods !== wanted) fail(`the units of ${sku} are ${goods}, but should be ${wanted}`)
  }
}

function checkMoney({ world }: Shop, orderId: string, page: OrderPage, fail: (message: string) => void): void {
  const { status, total, payments, refunds } = page
  const statement = booksOf(world, orderId)
  const own = Object.values(refunds)
  for (const { paymentId, captured, ...payment } of statement) {
    const known = payments[paymentId]
    if ((known?.state === 'captured' ? known.amount : 0) !== captured) {
      fail(`the provider received ${captured} by ${paymentId}, but the order has ${JSON.stringify(known)}`)
    }
    const given = own.reduce((sum, refund) => sum + (refund.paymentId === paymentId ? refund.amount : 0), 0)
    if (given !== refundedOf(payment))
      fail(`the provider refunded ${refundedOf(payment)} of ${paymentId}, but the order has ${given}`)
  }
  const left = statement.filter((payment) => payment.captured > refundedOf(payment))
  const kept = left.reduce((sum, payment) => sum + payment.captured - refundedOf(payment), 0)
  if (!STANDS.includes(status)) {
    if (kept !== 0) fail(`the shop still keeps ${kept} of its money`)
    return
  }
  const given = own.reduce((sum, { stray, amount }) => (stray ? sum : sum + amount), 0)
  const due = isOwed(page) ? 0 : total
  if (left.length !== (due === given ? 0 : 1)) fail(`the shop keeps ${left.length} payments`)
  if (kept !== due - given) fail(`the shop keeps ${kept} of ${due}, although ${given} was refunded`)
}

/** Units of edits and returns that go back into stock have arrived there; the stock's book counts each key once. */
function checkRestocks({ stock }: Shop, page: OrderPage, fail: (message: string) => void): void {
  for (const [key] of restocksOf(page)) {
    const [, sku = ''] = key.split(' ')
    if (!stock.shaken.has(sku) && !stock.applied.has(key)) fail(`the units of ${key} are not back in stock`)
  }
}

/** The order's lines are in its cart's checkout while it waits for payment, and not there afterwards. */
function checkLines(world: World, orderId: string, page: OrderPage, fail: (message: string) => void): void {
  const { state, model } = world.witness.cart(page.cart)
  if (state === 'erased' || world.cart(page.cart).forsaken) return
  const checkout = model.checkouts.get(orderId)
  const away = [...(checkout?.lines.values() ?? [])].map((line) => [line.sku, line] as const)
  if (page.status !== 'pending_payment') {
    if (checkout) fail('its lines are still in its cart’s checkout')
  } else if (!checkout) fail('its cart has no checkout for it')
  else if (unitsOf(away) !== unitsOf(Object.entries(page.lines))) {
    fail(`the order has ${unitsOf(Object.entries(page.lines))}, but its cart's checkout has ${unitsOf(away)}`)
  } else if (page.codes.join() !== checkout.coupons.join()) {
    fail(`the order has the codes ${page.codes}, but its cart's checkout has ${checkout.coupons}`)
  }
  const binding = world.witness.bindings.get(page.cart)
  const began = page.history[0]?.at ?? 0
  // A cart that has expired meanwhile does not know its orders any more, and its guest's token is no longer valid.
  if (
    !binding?.report ||
    (binding.arrivedAt ?? 0) - began > GUEST_MS ||
    page.owner === null ||
    world.witness.bindings.isErased(binding.userId)
  )
    return
  if (page.status !== 'refused' && page.owner !== binding.userId)
    fail(`the order belongs to ${page.owner}, but should belong to ${binding.userId}`)
}

/** The columns and rows that reports read. */
function checkRow({ d1 }: World, orderId: string, page: OrderPage, fail: (message: string) => void): void {
  const [row = {}] = d1.look('SELECT * FROM orders WHERE id = ?', orderId)
  if (page.status === 'refused' && row.state === 'erased') {
    const left = d1.look('SELECT sku FROM order_lines WHERE order_id = ?', orderId)
    if (row.lists !== null || left.length > 0) fail('the order has ended, but the record still holds its rows')
    return
  }
  const done = Object.values(page.refunds).reduce((sum, { state, amount }) => sum + (state === 'done' ? amount : 0), 0)
  const captured = Object.values(page.payments).reduce((sum, { state, amount }) => {
    return sum + (state === 'captured' ? amount : 0)
  }, 0)
  const is = [row.status, row.owner, row.total_amount, row.captured_amount, row.refunded_amount, row.settling]
  const should = [page.status, page.owner, page.total, captured, done, 0]
  if (JSON.stringify(is) !== JSON.stringify(should))
    fail(`the record has ${JSON.stringify(is)}, but should have ${should}`)
  const rows = d1.look('SELECT sku, quantity, units_sold, units_held FROM order_lines WHERE order_id = ?', orderId)
  for (const { sku, quantity, units_sold: sold, units_held: held } of rows) {
    const line = page.lines[String(sku)]
    const units = (goods: string) => (line ? countedAs(goods, page, String(sku), line.goods) : 0)
    if (quantity !== line?.quantity || sold !== units('sold') || held !== units('held')) {
      fail(`the record's line of ${sku} has ${quantity}, sold ${sold}, held ${held}`)
    }
  }
  if (rows.length !== Object.keys(page.lines).length) fail(`the record has ${rows.length} lines of the order`)
}

function unitsOf(lines: readonly (readonly [sku: string, line: { readonly quantity: number }])[]): string {
  const units = new Map<string, number>()
  for (const [sku, { quantity }] of lines) units.set(sku, (units.get(sku) ?? 0) + quantity)
  return [...units]
    .map(([sku, quantity]) => `${quantity} ${sku}`)
    .sort()
    .join(' ')
}
