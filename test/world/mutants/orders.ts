/** Planted bugs in stock, checkout, orders and their money. */
import type { Mutant } from './mutant.ts'

const CART = 'src/domain/cart/checkout.ts'
const CHECKOUTS = 'src/objects/cart/checkouts.ts'
const DECIDE = 'src/domain/order/decide.ts'
const DUTIES = 'src/objects/order/order-duties.ts'
const PAYMENT = 'src/domain/order/payment.ts'
const REFUND = 'src/domain/order/refund.ts'
const RULES = 'src/domain/stock/decide.ts'
const OVERDUE = 'src/objects/stock/overdue-holds.ts'

export const ORDERING: readonly Mutant[] = [
  {
    name: 'a hold is accepted after its release',
    file: RULES,
    find: "  if (settled && settled.state !== 'sold') return refuse({ code: 'hold_ended', detail: 'The hold has already ended.' })\n  if (settled || holdOf(rows, orderId)) return accept([])",
    replace: "  if (settled?.state === 'sold' || holdOf(rows, orderId)) return accept([])",
    orders: true,
    seed: 31,
  },
  {
    name: 'a sale is counted twice',
    file: RULES,
    find: '  if (settledOf(rows, orderId)) return []\n  const held',
    replace: '  const held',
    orders: true,
    seed: 3,
  },
  {
    name: 'stock ends overdue holds without asking the order',
    file: OVERDUE,
    find: 'const answer = await this.#ports.deadline(this.#ports.order(orderId).goodsOf(this.#sku), ANSWER_MS)',
    replace: 'const answer = { goods: "none" } as Awaited<ReturnType<ReturnType<HoldPorts["order"]>["goodsOf"]>>',
    orders: true,
    seed: 3,
  },
  {
    name: 'a hold ends when its order does not answer',
    file: OVERDUE,
    find: 'const answer = await this.#ports.deadline(this.#ports.order(orderId).goodsOf(this.#sku), ANSWER_MS)',
    replace:
      'const answer = await this.#ports.deadline(this.#ports.order(orderId).goodsOf(this.#sku), ANSWER_MS).catch(() => ({ goods: "none" as const }))',
    orders: true,
    seed: 52,
  },
  {
    name: 'the outside share is added again at each read',
    file: RULES,
    find: 'accept([put({ ...totals, outside: command.outside })])',
    replace: 'accept([put({ ...totals, outside: totals.outside + command.outside })])',
    orders: true,
  },
  {
    name: 'a hold may exceed the units on hand',
    file: RULES,
    find: 'if (available < quantity) return',
    replace: 'if (available < 1) return',
    orders: true,
    seed: 4,
  },
  {
    name: 'an order is started before the cart has stored the checkout',
    file: CHECKOUTS,
    find: '    const outcome = await this.#write(begin, start.requestId)\n',
    replace:
      '    await this.#ports.order(orderId).start({ owner: this.#id, ...start })\n    const outcome = await this.#write(begin, start.requestId)\n',
    orders: true,
  },
  {
    name: 'an unanswered checkout is not repeated',
    file: 'src/objects/cart/cart-definition.ts',
    find: '((row as Checkout).start ?',
    replace: '((row as Checkout).start && (row as Checkout).at < 0 ?',
    orders: true,
    seed: 9,
  },
  {
    name: 'one key makes two orders',
    file: CART,
    find: "    { type: 'key_used', key, used: { orderId, hash, at: now } },\n",
    replace: '',
    orders: true,
  },
  {
    name: 'a key that is a day old is forgotten when it is used again',
    file: CART,
    find: "    ...staleKeys(rows, now),\n    { type: 'key_used', key, used: { orderId, hash, at: now } },\n",
    replace: "    { type: 'key_used', key, used: { orderId, hash, at: now } },\n    ...staleKeys(rows, now),\n",
    orders: true,
    seed: 13,
  },
  {
    name: 'lines are given back twice',
    file: CART,
    find: 'if (rows.get(RETURNS, orderId) !== undefined) return accept([])',
    replace: '',
    orders: true,
    seed: 9,
  },
  {
    name: 'a sealed cart drops lines that an order gives back',
    file: CHECKOUTS,
    find: "    await this.#ports.cart(userId).takeBack(orderId, checkout.lines, 'order', checkout.coupons)\n",
    replace: '',
    orders: true,
    seed: 8,
  },
  {
    name: 'a guest’s order that had not answered stays the guest’s',
    file: CHECKOUTS,
    find: "      await this.#handOrderToUser(orderId)\n      await this.#write({ type: 'checkout_placed', orderId }, requestId)",
    replace: "      await this.#write({ type: 'checkout_placed', orderId }, requestId)",
    orders: true,
    seed: 35,
  },
  {
    name: 'a refused order keeps its units held',
    file: DECIDE,
    find: "  const settle = duty('goods', 'settle', now)\n  return moved(rows, anonymous(order)",
    replace: "  const settle = { list: DUTIES, key: 'goods', value: null }\n  return moved(rows, anonymous(order)",
    orders: true,
    seed: 4,
  },
  {
    name: 'an answer of the stock to an older status counts',
    file: DECIDE,
    find: 'const counts = its && (its.goods === wanted || isShort)',
    replace: 'const counts = its !== undefined',
    orders: true,
    seed: 66,
  },
  {
    name: 'a duty with nothing left to do never ends',
    file: DUTIES,
    find: 'if (answers.length > 0 || failures.length === 0) await',
    replace: 'if (answers.length > 0) await',
    orders: true,
    seed: 5,
  },
  {
    name: 'units that were not sold are restocked',
    file: DUTIES,
    find: "      if (lines.some(({ goods: answered }) => answered !== 'sold')) await stock.commit(this.#id, quantity)\n",
    replace: "      if (goods === 'sold') await stock.commit(this.#id, quantity)\n",
    orders: true,
    seed: 5,
  },
  {
    name: 'money that arrives after the end of an order is kept',
    file: PAYMENT,
    find: '  return accept([...seen, wanted({ paymentId,',
    replace: "  if (order.status === 'cancelled') return accept(seen)\n  return accept([...seen, wanted({ paymentId,",
    orders: true,
    seed: 5,
  },
  {
    name: 'a second payment is kept',
    file: PAYMENT,
    find: '  return accept([...seen, wanted({ paymentId,',
    replace: "  if (order.status === 'paid') return accept(seen)\n  return accept([...seen, wanted({ paymentId,",
    orders: true,
    seed: 80,
  },
  {
    name: 'an old failure undoes a payment',
    file: PAYMENT,
    find: "  if (found.state !== 'open') return accept([])\n",
    replace: '',
    orders: true,
    seed: 8,
  },
  {
    name: 'an order becomes refunded before all its money is back',
    file: REFUND,
    find: "if (order.status === 'refund_pending' && isLast && !found.stray) {",
    replace: "if (order.status === 'refund_pending') {",
    orders: true,
    seed: 24,
  },
  {
    name: 'the cart is not called when an order is cancelled',
    file: DECIDE,
    find: "  return [duty('goods', 'settle', now), duty('cart', 'back', now)]",
    replace: "  return [duty('goods', 'settle', now)]",
    orders: true,
  },
  {
    name: 'an event is stored outside the transaction of its change',
    file: DECIDE,
    find: '  return accept([...changes, ...owing(rows, owedBy(rows, changes, moment.isInvoiced), moment)])',
    replace:
      '  const owed = owing(rows, owedBy(rows, changes, moment.isInvoiced), moment)\n  const memory = globalThis as unknown as { owed?: WeakMap<RowsView, readonly Change[]> }\n  memory.owed ??= new WeakMap()\n  const late = memory.owed.get(rows) ?? []\n  memory.owed.set(rows, owed)\n  return accept([...changes, ...late])',
    orders: true,
  },
  {
    name: 'an event is deleted before the stream has accepted it',
    file: 'src/objects/order/order-outbox.ts',
    find: '  const done = await Promise.allSettled([\n',
    replace:
      "  await write({ type: 'outbox_accepted', ids: owed.map(([id]) => id) })\n  const done = await Promise.allSettled([\n",
    orders: true,
    seed: 5,
  },
  {
    name: 'an event that the stream has accepted stays in the outbox under a new id',
    file: 'src/domain/outbox.ts',
    find: 'return { id, type, version: 1,',
    replace: 'return { id: id + Math.random(), type, version: 1,',
    orders: true,
  },
  {
    name: 'the events of an order are sent in the order of their ids',
    file: 'src/domain/outbox.ts',
    find: 'return all.sort(([, a], [, b]) => a.place - b.place)',
    replace: 'return all.sort(([a], [b]) => (a < b ? -1 : 1))',
    orders: true,
    seed: 6,
  },
]
