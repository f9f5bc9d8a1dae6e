/**
 * Finds out whether limited coupons still have uses, from the counts of their objects. Only limited coupons are looked
 * up, all in parallel. Fails open: a coupon's object must not delay a cart. Invariant: checkout, where the object
 * itself decides, never sells a use twice.
 */
import type { CouponUse } from '../../contract/rpc/stock.ts'
import type { Coupon } from '../../domain/pricing/rules.ts'
import type { Objects } from '../../objects/objects.ts'
import { withDeadline } from '../../tiers/calls/deadline.ts'
import { Memory } from '../../tiers/memory.ts'

const KB = 1024
const ASK_MS = 500
/** A cart may show a use for this long after another shopper has taken it; checkout then refuses it. */
const KNOWN_MS = 5_000
const ANSWER_BYTES = 8

export class CouponUses {
  readonly #objects: Pick<Objects, 'stock'>
  readonly #known = new Memory<boolean>({ maxBytes: 256 * KB, random: Math.random })

  constructor(objects: Pick<Objects, 'stock'>) {
    this.#objects = objects
  }

  /**
   * The codes without a use left for this user.
   * @param now false when an answer that is some seconds old is good enough
   */
  async usedUp(coupons: Iterable<Coupon>, user: string, now: boolean): Promise<ReadonlySet<string>> {
    const limited = [...coupons].filter((coupon) => coupon.usageLimit !== null || coupon.usageLimitPerUser !== null)
    const gone = await Promise.all(limited.map((coupon) => this.#isUsedUp(coupon, user, now)))
    return new Set(limited.flatMap(({ id }, index) => (gone[index] ? [id] : [])))
  }

  async #isUsedUp({ id, usageLimit: limit, usageLimitPerUser: perUser }: Coupon, user: string, now: boolean) {
    // One answer is valid for all users unless uses are counted by user.
    const key = JSON.stringify([id, limit, perUser, perUser === null ? null : user])
    const known = now ? undefined : this.#known.get(key)
    if (known) return known.value === true
    const use: CouponUse = { user, limit, perUser }
    const asked = withDeadline(ASK_MS, () => this.#objects.stock(`coupon:${id}`).isUsedUp(use))
    const isGone = await asked.catch(() => false)
    this.#known.put(key, { version: 1, value: isGone }, ANSWER_BYTES, KNOWN_MS)
    return isGone
  }
}
