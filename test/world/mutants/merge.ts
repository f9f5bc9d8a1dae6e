/** Planted bugs in the merge of a guest's cart into a user's. */
import type { Mutant } from './mutant.ts'

const CART = 'src/objects/cart/cart.ts'
const DEFINITION = 'src/objects/cart/cart-definition.ts'
const EVOLVE = 'src/domain/cart/evolve.ts'
const MERGE = 'src/domain/cart/merge.ts'

export const MERGING: readonly Mutant[] = [
  {
    name: 'an import leaves no mark',
    file: EVOLVE,
    find: 'return [{ list: MERGES, key: event.guestId, value: event.mark }]',
    replace: 'return []',
  },
  {
    name: 'the lines stay with the guest after the hand-over',
    file: EVOLVE,
    find: '...[ITEMS, SAVED, REMOVED',
    replace: '...[REMOVED',
  },
  {
    name: 'the seal can be changed',
    file: CART,
    find: '    if (aggregate.seal === null) {\n      const outcome',
    replace: '    if (aggregate.seal !== userId) {\n      const outcome',
    seed: 24,
  },
  {
    name: 'the alarm does not hand over the lines of a merge',
    file: DEFINITION,
    find: '(key === OUT ?',
    replace: "(key === 'never' ?",
    seed: 141,
  },
  {
    name: 'the lines are handed over before the seal',
    file: CART,
    find: "        if (admitted !== 'admitted') return { status: 'refused', code: admitted }",
    replace:
      '        const guest = { items: lines(aggregate.rows), saved: savedLines(aggregate.rows) }\n        await this.#ports.cart(userId).importGuest({ guestId: this.#id, strategy, guest, requestId })',
  },
  {
    name: 'quantities are added beyond the limit of a line',
    file: MERGE,
    find: 'Math.min(MAX_QUANTITY, user.quantity + guest.quantity)',
    replace: 'user.quantity + guest.quantity',
    promise: 'the rows are',
    seed: 2,
  },
]
