/** Planted bugs in shipments, in payment on delivery, and in invoices and credit notes. */
import type { Mutant } from './mutant.ts'

const DUTIES = 'src/objects/order/order-duties.ts'
const NUMBERING = 'src/objects/invoices/numbering.ts'
const OUTBOX = 'src/domain/order/outbox.ts'
const PAYMENT = 'src/domain/order/payment.ts'
const SHIPPING = 'src/domain/order/shipping.ts'
const UNITS = 'src/domain/order/units.ts'

export const AFTER_SALES: readonly Mutant[] = [
  {
    name: 'units of a delivered shipment can ship again',
    file: UNITS,
    find: '    count(shipped, shipment.lines ?? all)\n',
    replace: '    if (shipment.deliveredAt === undefined) count(shipped, shipment.lines ?? all)\n',
    orders: true,
    seed: 2,
  },
  {
    name: 'a shipment of a part ships the whole order',
    file: SHIPPING,
    find: 'const isWhole = all.every((line) => found.value.get(line) === line.left)',
    replace: 'const isWhole = true',
    orders: true,
    promise: 'the order is shipped, but only',
    seed: 2,
  },
  {
    name: 'the delivery of any shipment delivers the order',
    file: SHIPPING,
    find: 'const isLast = isShipped && open.length === arrived.length',
    replace: 'const isLast = isShipped',
    orders: true,
    promise: 'the order is delivered, but a shipment is not',
    seed: 75,
  },
  {
    name: 'an order that ships unpaid does not sell its units',
    file: SHIPPING,
    find: '[shipment, ...(isUnpaid ? sold(now) : [])]',
    replace: '[shipment]',
    orders: true,
    seed: 5,
  },
  {
    name: 'money that arrives on delivery is sent back',
    file: PAYMENT,
    find: '  if (!isOther && amount === order.totals.total && isOwed(rows, order)) return accept(seen)\n',
    replace: '',
    orders: true,
    promise: 'the order waited for its money',
    seed: 5,
  },
  {
    name: 'the refund of the rest returns shipped units to stock',
    file: DUTIES,
    find: "if (goods === 'restocked' && left > 0) await stock.restock(this.#id, left)",
    replace: "if (goods === 'restocked') await stock.restock(this.#id, quantity)",
    orders: true,
    promise: 'went sold > restocked',
    seed: 46,
  },
  {
    name: 'the numbering does not compare itself with its copy',
    file: NUMBERING,
    find: 'const missing = await copy.stored(newest, AT_ONCE)',
    replace: 'const missing: readonly StoredDocument[] = []',
    orders: true,
    promise: 'the invoices, when all is quiet',
    seed: 5,
  },
  {
    name: 'a refund that has succeeded owes no credit note',
    file: OUTBOX,
    find: 'return isCaptured || isCredited(rows, list, key, value)',
    replace: 'return isCaptured',
    orders: true,
    promise: 'which was never numbered',
  },
  {
    name: 'money that arrives on delivery owes no invoice',
    file: OUTBOX,
    find: 'return isCaptured || isCredited(rows, list, key, value)',
    replace: 'return isCredited(rows, list, key, value)',
    orders: true,
    promise: 'which was never numbered',
    seed: 11,
  },
  {
    name: 'the debt of a document ends when the numbering does not answer',
    file: 'src/objects/order/order-outbox.ts',
    find: 'documents = await missingDocuments(orderId, rows, invoices)',
    replace: 'documents = await missingDocuments(orderId, rows, invoices).catch(() => ({}))',
    orders: true,
    promise: 'which was never numbered',
    seed: 23,
  },
]
