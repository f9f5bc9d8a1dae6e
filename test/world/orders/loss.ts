/** The possible results of a failed call: the outcome is unknown, and the caller may ask again. */
import { Unavailable } from '../../../src/objects/aggregate/life.ts'
import { TierError } from '../../../src/tiers/calls/tier-error.ts'
import { Lost } from '../host.ts'
import { DiskFault } from '../object-storage.ts'

export function isLoss(error: unknown): boolean {
  return [Lost, DiskFault, Unavailable, TierError].some((kind) => error instanceof kind)
}
