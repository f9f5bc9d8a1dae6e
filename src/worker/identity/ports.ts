/** The parts of the worker that signing in, registering and merging use. */
import type { Config } from '../../contract/config.ts'
import type { Log } from '../../contract/log.ts'
import type { Metrics } from '../../domain/metrics/registry.ts'
import type { Objects } from '../../objects/objects.ts'
import type { Seal } from '../../objects/seal.ts'
import type { Tiers } from '../../tiers/open.ts'
import type { Carts } from '../cart/carts.ts'
import type { Limits } from '../guard/limits.ts'
import type { Tokens } from '../guard/tokens.ts'
import type { SignInWatch } from './sign-in-watch.ts'

export interface IdentityPorts extends Pick<Tiers, 'l2'> {
  readonly config: Config
  readonly log: Log
  readonly metrics: Metrics
  readonly limits: Limits
  readonly tokens: Tokens
  readonly seal: Seal
  readonly watch: SignInWatch
  readonly objects: Objects
  readonly carts: Carts
}
