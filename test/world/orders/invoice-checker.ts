/**
 * Checks the documents when all is quiet.
 * Invariants: a paid order has one invoice and each of its own refunds that succeeded one credit note; the numbers of a
 * series are consecutive, in the order of their dates; credit notes never exceed their invoice; the order has its numbers.
 */
import type { Content } from '../../../src/domain/invoices/document.ts'
import { numberOf } from '../../../src/domain/invoices/series.ts'
import type { OrderPage } from './order-page.ts'
import { isPaidLate } from './outcome.ts'
import type { Shop } from './shop.ts'

export function checkInvoices(shop: Shop): void {
  const { world } = shop
  const fail = (message: string) => world.fail(`the invoices, when all is quiet: ${message}`)
  const numbers = new Map<string, string>()
  const credited = new Map<string, number>()
  const next = new Map<string, number>()
  let last = 0
  for (const document of world.invoices.all) {
    const { key, orderId, kind, year, seq, issuedAt } = document
    const expected = next.get(`${kind} ${year}`) ?? 1
    if (seq !== expected) fail(`${kind} ${year} has the number ${seq} where ${expected} should follow`)
    if (issuedAt < last) fail(`${key} is dated before the document before it`)
    if (numbers.has(key)) fail(`${key} has two numbers`)
    numbers.set(key, numberOf(document))
    next.set(`${kind} ${year}`, seq + 1)
    last = issuedAt
    const content = JSON.parse(document.content) as Content
    if (kind === 'credit_note') credited.set(orderId, (credited.get(orderId) ?? 0) + content.total)
  }
  const seen = [...shop.orders.all()].filter(([orderId]) => !world.host('order', orderId).forsaken)
  for (const [orderId, page] of seen) {
    const owed = owedBy(orderId, page)
    for (const key of owed) {
      const number = numbers.get(key)
      if (number === undefined) fail(`${orderId} owes the document ${key}, which was never numbered`)
      else if (page.documents[key]?.number !== number)
        fail(`${key} has the number ${number}, but the order has ${page.documents[key]?.number}`)
      numbers.delete(key)
    }
    const back = credited.get(orderId) ?? 0
    const refunded = owed.reduce((sum, key) => sum + (page.refunds[key]?.amount ?? 0), 0)
    if (back > page.total || back !== refunded) fail(`${orderId} was credited ${back} for refunds of ${refunded}`)
  }
  for (const key of numbers.keys()) {
    const isKnown = seen.some(([id, page]) => id === key || page.refunds[key])
    if (isKnown) fail(`${key} has a document that nothing owes`)
  }
}

function owedBy(orderId: string, page: OrderPage): readonly string[] {
  const { history, refunds } = page
  if (!isPaidLate(page) && !history.some(({ to }) => to === 'paid')) return []
  const done = Object.entries(refunds).filter(([, { state, stray }]) => state === 'done' && !stray)
  return [orderId, ...done.map(([id]) => id)]
}
