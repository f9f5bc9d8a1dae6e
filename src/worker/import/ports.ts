/** The parts of the worker that take in files. */
import type { Config } from '../../contract/config.ts'
import type { Log } from '../../contract/log.ts'
import type { Objects } from '../../objects/objects.ts'
import type { Tiers } from '../../tiers/open.ts'
import type { PriceRuleRecord } from '../../tiers/record/price-rules.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { MediaStore } from '../media/store.ts'
import type { PriceRules } from '../prices/rules.ts'

export interface ImportPorts extends Pick<Tiers, 'record'> {
  readonly config: Config
  readonly log: Log
  readonly objects: Objects
  readonly catalogue: Catalogue
  readonly media: MediaStore | null
  readonly rules: PriceRuleRecord
  readonly prices: PriceRules
}
