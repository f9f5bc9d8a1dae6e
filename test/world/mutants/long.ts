/** Planted bugs that show only after more than a hundred orders of one person. */
import type { Mutant } from './mutant.ts'

export const LONG: readonly Mutant[] = [
  {
    name: 'a cart with a hundred orders forgets its newest',
    file: 'src/domain/cart/checkout.ts',
    find: 'all.slice(0, MAX_ORDERS)',
    replace: 'all.slice(-MAX_ORDERS)',
    long: true,
    seed: 2,
  },
]
