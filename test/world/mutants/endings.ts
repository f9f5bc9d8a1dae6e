/** Planted bugs in the end, sleep and waking of aggregates, and in repeats of failed duties. */
import type { Mutant } from './mutant.ts'

const CART = 'src/domain/cart/cart.ts'
const CHECKOUTS = 'src/objects/cart/checkouts.ts'
const DUTIES = 'src/objects/aggregate/duties.ts'
const LIFE = 'src/objects/aggregate/life.ts'
const WRITER = 'src/objects/aggregate/writer.ts'

export const ENDINGS: readonly Mutant[] = [
  {
    name: 'carts of users expire after forty idle days',
    file: CART,
    find: "return userId.startsWith('gst_') ? GUEST_LIFETIME_MS : null",
    replace: 'return userId ? GUEST_LIFETIME_MS : null',
    endings: true,
    promise: 'but only guests’ carts may expire',
    seed: 3,
  },
  {
    name: 'expiry counts from the beginning of the life',
    file: LIFE,
    find: 'const end = lifetime === null ? null : store.updatedAt + lifetime',
    replace: 'const end = lifetime === null ? null : store.position.epoch + lifetime',
    endings: true,
    promise: 'before its time',
    seed: 6,
  },
  {
    name: 'a cart with a merge under way expires',
    file: LIFE,
    find: 'if (over && !definition.busy(store.rows)) bury',
    replace: 'if (over) bury',
    endings: true,
    promise: 'the cart expired with lines that had not arrived',
    seed: 26,
  },
  {
    name: 'hydration does not set the eviction again',
    file: LIFE,
    find: '    if (checkMs !== null) store.dues.set(store.storage, EVICT, now + checkMs, wanted)\n  })\n  ports.log',
    replace: '  })\n  ports.log',
    endings: true,
    promise: 'but still has its rows',
  },
  {
    name: 'If-Match ignores the epoch',
    file: WRITER,
    find: 'if (ifMatch && !same(ifMatch, store.shown)) {',
    replace: 'if (ifMatch && ifMatch.version !== store.shown.version) {',
    endings: true,
    promise: 'although its If-Match is not the current position',
    seed: 96,
  },
  {
    name: 'a failing duty writes no pause',
    file: DUTIES,
    find: '      store.transaction(now, () => store.dues.again(store.storage, name, now, ports.random()))\n    } finally',
    replace: '    } finally',
    orders: true,
    promise: 'fails without a pause',
    seed: 9,
  },
  {
    name: 'a merged cart takes back the lines of its order',
    file: CHECKOUTS,
    find: "if (aggregate.seal === null) await this.#write({ type: 'give_back', orderId }, 'order')",
    replace: "if (aggregate.seal !== '') await this.#write({ type: 'give_back', orderId }, 'order')",
    orders: true,
    promise: 'give_back was accepted by a sealed cart',
    seed: 8,
  },
  {
    name: 'a refused checkout stays in a merged cart',
    file: CHECKOUTS,
    find: "if (seal === null) await this.#write({ type: 'checkout_refused', orderId }, requestId)",
    replace: "if (seal !== '') await this.#write({ type: 'checkout_refused', orderId }, requestId)",
    orders: true,
    promise: 'checkout_refused was accepted by a sealed cart',
    seed: 9,
  },
  {
    name: 'a cart is evicted while a checkout is under way',
    file: LIFE,
    find: '!store.isBehind && !definition.busy(store.rows)',
    replace: '!store.isBehind',
    orders: true,
    promise: 'the cart was evicted with a checkout under way',
    seed: 35,
  },
]
