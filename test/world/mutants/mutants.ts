/** All planted bugs. */

import { COUPONS } from './coupons.ts'
import { ENDINGS } from './endings.ts'
import { MECHANISM } from './mechanism.ts'
import { MERGING } from './merge.ts'
import type { Mutant } from './mutant.ts'
import { NEWER } from './newer.ts'
import { ORDERING } from './orders.ts'
import { PEOPLE } from './people.ts'

export const MUTANTS: readonly Mutant[] = [
  ...MECHANISM,
  ...ENDINGS,
  ...MERGING,
  ...PEOPLE,
  ...ORDERING,
  ...COUPONS,
  ...NEWER,
]
