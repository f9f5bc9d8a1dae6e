/** Planted bugs that show only after more than a hundred orders of one person. */
import type { Mutant } from './mutant.ts'

export const LONG: readonly Mutant[] = [
  {
    name: 'a cart with a hundred orders forgets its newest',
    file: 'src/domain/cart/checkout.ts',
    find: 'all.slice(0, MOST_ORDERS)',
    replace: 'all.slice(-MOST_ORDERS)',
    long: true,
    seed: 2,
  },
]
