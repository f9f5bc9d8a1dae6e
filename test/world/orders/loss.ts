/** What a caller may be left with when something failed on the way: nothing is known then, and it may ask again. */
import { Unavailable } from '../../../src/objects/aggregate/life.ts'
import { TierError } from '../../../src/tiers/tier-error.ts'
import { Lost } from '../host.ts'
import { DiskFault } from '../object-storage.ts'

export function isLoss(error: unknown): boolean {
  return [Lost, DiskFault, Unavailable, TierError].some((kind) => error instanceof kind)
}
