/** All planted bugs. */

import { AFTER_SALES } from './after-sales.ts'
import { CLIENTS_OF_CARTS } from './clients.ts'
import { COUPONS } from './coupons.ts'
import { ENDINGS } from './endings.ts'
import { LONG } from './long.ts'
import { MECHANISM } from './mechanism.ts'
import { MERGING } from './merge.ts'
import type { Mutant } from './mutant.ts'
import { NEWER } from './newer.ts'
import { ORDERING } from './orders.ts'
import { PEOPLE } from './people.ts'
import { RESTORES } from './restores.ts'

export const MUTANTS: readonly Mutant[] = [
  ...MECHANISM,
  ...ENDINGS,
  ...MERGING,
  ...PEOPLE,
  ...ORDERING,
  ...COUPONS,
  ...AFTER_SALES,
  ...NEWER,
  ...RESTORES,
  ...CLIENTS_OF_CARTS,
  ...LONG,
]

/** Throws if no bug has this name. */
export function mutantOf(name: string): Mutant {
  const found = MUTANTS.find((each) => each.name === name)
  if (!found) throw new Error(`there is no planted bug "${name}"`)
  return found
}
