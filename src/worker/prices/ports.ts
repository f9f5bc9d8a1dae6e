/** The parts of the worker that price a cart. */
import type { Config } from '../../contract/config.ts'
import type { Log } from '../../contract/log.ts'
import type { Tiers } from '../../tiers/open.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { CouponUses } from './coupon-uses.ts'
import type { PriceRules } from './rules.ts'

export interface PricePorts extends Pick<Tiers, 'record'> {
  readonly config: Config
  readonly log: Log
  readonly catalogue: Catalogue
  readonly prices: PriceRules
  readonly couponUses: CouponUses
  /** Taxes of regions compare spellings of a region. */
  readonly loadAddressFormats: () => Promise<void>
}
