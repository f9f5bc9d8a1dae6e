/** Planted bugs in the lives of guests' carts, and in lines of one SKU with other attributes. */
import type { Mutant } from './mutant.ts'

const CART = 'src/domain/cart/cart.ts'
const GOODS = 'src/domain/order/goods.ts'
const LIFE = 'src/objects/aggregate/life.ts'
const LINES = 'src/domain/cart/line-rows.ts'

export const NEWER: readonly Mutant[] = [
  {
    name: 'an evicted guest never expires',
    file: LIFE,
    find: '    if (lifetime !== null) store.dues.set(store.storage, EXPIRE, updatedAt + lifetime)\n',
    replace: '',
    endings: true,
    promise: 'has not expired',
  },
  {
    name: 'guests expire after two days',
    file: CART,
    find: 'GUEST_LIFETIME_MS = 40 * 24',
    replace: 'GUEST_LIFETIME_MS = 2 * 24',
    promise: 'before its time',
  },
  {
    name: 'an eviction forgets when the cart was last written',
    file: LIFE,
    find: "state: 'evicted', updatedAt }",
    replace: "state: 'evicted', updatedAt: now }",
    endings: true,
  },
  {
    name: 'lines with other attributes are one line',
    file: LINES,
    find: 'a[name] === b[name]',
    replace: 'a[name] !== null',
  },
  {
    name: 'a hold counts only the last line of a SKU',
    file: GOODS,
    find: 'quantity: quantity + line.quantity',
    replace: 'quantity: line.quantity',
    orders: true,
  },
]
