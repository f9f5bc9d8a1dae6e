/** Planted bugs in the limits of coupons, and in the transfer of codes between cart and order. */
import type { Mutant } from './mutant.ts'

const CART = 'src/domain/cart/checkout.ts'
const EVOLVE = 'src/domain/cart/evolve.ts'
const ORDER = 'src/objects/order/order.ts'
const GOODS_REPLY = 'src/objects/order/goods-reply.ts'
const GOODS = 'src/domain/order/goods.ts'
const RULES = 'src/domain/stock/decide.ts'
const STOCK = 'src/objects/stock/stock.ts'

export const COUPONS: readonly Mutant[] = [
  {
    name: 'a use is counted twice when it is sold',
    file: RULES,
    find: "    settle(orderId, 'sold', units, now, held?.user),\n",
    replace:
      "    settle(orderId, 'sold', units, now, held?.user),\n    ...(held?.user ? [used(held.user, usesOf(rows, held.user) + units)] : []),\n",
    orders: true,
  },
  {
    name: 'a use is not given back on release',
    file: RULES,
    find: '    mark,\n    ...givenBack(rows, held),\n',
    replace: '    mark,\n',
    orders: true,
  },
  {
    name: 'a sale does not store the user of the coupon',
    file: RULES,
    find: "settle(orderId, 'sold', units, now, held?.user)",
    replace: "settle(orderId, 'sold', units, now)",
    orders: true,
    seed: 10,
  },
  {
    name: 'the limit per user is ignored',
    file: RULES,
    find: 'use.perUser !== null && uses + quantity > use.perUser',
    replace: 'use.perUser !== null && uses + quantity < 0',
    orders: true,
    seed: 39,
  },
  {
    name: 'the total limit of uses is ignored',
    file: STOCK,
    find: 'outside: use.limit ?? ANY_NUMBER',
    replace: 'outside: ANY_NUMBER',
    orders: true,
  },
  {
    name: 'an order is placed although its coupon is used up',
    file: ORDER,
    find: 'const units = [...linesOf(this.aggregate.rows), ...couponsOf(this.aggregate.rows)]',
    replace: 'const units = linesOf(this.aggregate.rows)',
    orders: true,
    seed: 48,
  },
  {
    name: 'an order does not report its coupons when its stock asks',
    file: GOODS_REPLY,
    find: 'code === undefined ? linesOf(rows) : couponsOf(rows)',
    replace: 'linesOf(rows)',
    orders: true,
    seed: 11,
  },
  {
    name: 'the refusal does not name the used-up coupon',
    file: GOODS,
    find: "goods === 'short' || wasShort ? [code] : []",
    replace: "goods === 'short' && wasShort ? [code] : []",
    orders: true,
    seed: 48,
  },
  {
    name: 'codes do not come back with the lines',
    file: CART,
    find: 'return [...returnLines(rows, lines, now), ...couponsBack(rows, coupons, now)]',
    replace: 'return coupons && returnLines(rows, lines, now)',
    orders: true,
  },
  {
    name: 'codes do not move into the checkout',
    file: CART,
    find: 'checkout: { at: now, key, lines, coupons, start }',
    replace: 'checkout: { at: now, key, lines, start }',
    orders: true,
  },
  {
    name: 'codes stay in the cart while an order has them',
    file: CART,
    find: "    ...coupons.map((code): CartEvent => ({ type: 'coupon_dropped', code })),\n",
    replace: '',
    orders: true,
  },
  {
    name: 'an order takes a code that was removed from the cart',
    file: CART,
    find: '  if (gone !== undefined) return',
    replace: "  if (gone === '') return",
    orders: true,
    seed: 215,
  },
  {
    name: 'codes stay with the guest after the hand-over',
    file: EVOLVE,
    find: '[ITEMS, SAVED, REMOVED, COUPONS, CLIENTS]',
    replace: '[ITEMS, SAVED, REMOVED, CLIENTS]',
    orders: true,
    seed: 4,
  },
]
