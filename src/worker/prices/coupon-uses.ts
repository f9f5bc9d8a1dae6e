/**
 * Whether coupons with a limit can still be used, as their objects count. Only those are asked for, all at once.
 * Fails open: a cart is not held up by a coupon's object, and checkout, where the object itself decides, never
 * sells a use twice.
 */
import type { CouponUse } from '../../contract/stock-object.ts'
import type { Coupon } from '../../domain/pricing/rules.ts'
import type { Objects } from '../../objects/objects.ts'
import { withDeadline } from '../../tiers/deadline.ts'
import { Memory } from '../../tiers/memory.ts'

const KB = 1024
const ASK_MS = 500
/** A cart that shows a use for so long after another shopper took it is told at checkout. */
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
   * @param now false where an answer that is some seconds old will do
   */
  async usedUp(coupons: Iterable<Coupon>, user: string, now: boolean): Promise<ReadonlySet<string>> {
    const limited = [...coupons].filter((coupon) => coupon.usageLimit !== null || coupon.usageLimitPerUser !== null)
    const gone = await Promise.all(limited.map((coupon) => this.#isUsedUp(coupon, user, now)))
    return new Set(limited.flatMap(({ id }, index) => (gone[index] ? [id] : [])))
  }

  async #isUsedUp({ id, usageLimit: limit, usageLimitPerUser: perUser }: Coupon, user: string, now: boolean) {
    // One answer serves everybody unless users are counted.
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
