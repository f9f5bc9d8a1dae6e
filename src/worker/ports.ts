/** The composition root of the Worker: everything that a request or a batch needs, built once per isolate. */
import { waitUntil } from 'cloudflare:workers'
import { type Config, configOf } from '../contract/config.ts'
import type { Env } from '../contract/env.ts'
import { jsonLog, type Log } from '../contract/log.ts'
import type { Metrics } from '../domain/metrics/registry.ts'
import { metricsOf } from '../objects/metrics/isolate-metrics.ts'
import { type Objects, objectsOf } from '../objects/objects.ts'
import { Seal } from '../objects/seal.ts'
import { MissedWrites } from '../tiers/missed-writes.ts'
import { openTiers, type Tiers } from '../tiers/open.ts'
import type { PriceRuleRecord } from '../tiers/record/price-rules.ts'
import { loadAddressFormats } from './address-formats.ts'
import { AuditTrail } from './audit/trail.ts'
import { Carts } from './cart/carts.ts'
import { Catalogue } from './catalogue/catalogue.ts'
import { Limits } from './guard/limits.ts'
import { OutsideIssuer } from './guard/outside-issuer.ts'
import { Overload } from './guard/overload.ts'
import { Policies } from './guard/policies.ts'
import { Tokens } from './guard/tokens.ts'
import { Gatherer } from './heat/gatherer.ts'
import { Rankings } from './heat/rankings.ts'
import { LogLines } from './http/log-lines.ts'
import { AdminAccount } from './identity/register.ts'
import { SignInWatch } from './identity/sign-in-watch.ts'
import { MediaStore } from './media/store.ts'
import { RequestMetrics } from './metrics/request-metrics.ts'
import { CouponUses } from './prices/coupon-uses.ts'
import { PriceRules } from './prices/rules.ts'
import { standardRateKey, withStandardRate } from './prices/standard-rate.ts'
import { CachedSettings } from './settings/cached-settings.ts'

export interface Ports extends Tiers {
  readonly config: Config
  readonly log: Log
  readonly metrics: Metrics
  readonly requests: RequestMetrics
  /** Call at the end of each request. */
  readonly sendMetrics: () => void
  /** Call at the end of a batch and of a run of the schedule, which last as long as their `waitUntil`. */
  readonly sendMetricsSoon: () => void
  readonly limits: Limits
  readonly overload: Overload
  readonly policies: Policies
  readonly tokens: Tokens
  /** The outside identity provider that is accepted besides Pannier's own tokens, or null. */
  readonly outside: OutsideIssuer | null
  readonly seal: Seal
  readonly watch: SignInWatch
  readonly admin: AdminAccount
  readonly audit: AuditTrail
  readonly objects: Objects
  readonly carts: Carts
  readonly missed: MissedWrites
  readonly catalogue: Catalogue
  /** Null without the binding MEDIA. */
  readonly media: MediaStore | null
  /** The price rules in the record; requests read them through `prices`. */
  readonly rules: PriceRuleRecord
  readonly prices: PriceRules
  readonly couponUses: CouponUses
  readonly loadAddressFormats: () => Promise<void>
  readonly heat: Gatherer
  readonly rankings: Rankings
  readonly settings: CachedSettings
}

const composed = new WeakMap<Env, Ports>()

/** Throws ConfigError. */
export function portsOf(env: Env): Ports {
  const known = composed.get(env)
  if (known) return known
  const config = configOf(env)
  const isolate = metricsOf(env)
  const { registry: metrics } = isolate
  const tiers = openTiers(config, env, metrics)
  const log = jsonLog(config.LOG_LEVEL, linesOf(config)?.write)
  const objects = objectsOf(env)
  const catalogue = new Catalogue(tiers, waitUntil, metrics)
  const rules = withStandardRate(tiers.record, config)
  const now = () => Date.now()
  const settings = new CachedSettings({ read: () => objects.settings().settings(), defer: waitUntil, now })
  const overload = new Overload(config.MAX_WAIT_MS, Date.now, metrics)
  const policies = new Policies({ ...tiers, settings, overload, metrics, now })
  const ports: Ports = {
    ...tiers,
    config,
    log,
    metrics,
    requests: new RequestMetrics(metrics),
    sendMetrics: () => {
      policies.note()
      isolate.sendLater(waitUntil)
    },
    sendMetricsSoon: () => isolate.sendSoon(waitUntil),
    limits: new Limits(config, env, Date.now, metrics),
    overload,
    policies,
    tokens: new Tokens({ keys: config.AUTH_KEYS.keys, issuer: config.TOKEN_ISSUER }),
    outside: config.issuer && new OutsideIssuer(config.issuer),
    seal: new Seal(config.ACCOUNT_SECRET),
    watch: new SignInWatch(objects, log, metrics),
    admin: new AdminAccount(),
    audit: new AuditTrail(tiers.record, env.EVENTS, log),
    objects,
    carts: new Carts(objects),
    missed: new MissedWrites(tiers.record, tiers.l2),
    catalogue,
    media: env.MEDIA ? new MediaStore(env.MEDIA) : null,
    rules,
    prices: new PriceRules({ l2: tiers.l2, record: rules, defaults: standardRateKey(config) }, catalogue, waitUntil),
    couponUses: new CouponUses(objects),
    loadAddressFormats: () => loadAddressFormats(env.ASSETS),
    heat: new Gatherer({ queue: env.EVENTS, defer: waitUntil, log, now: () => Date.now(), pause }),
    rankings: new Rankings(tiers, catalogue, policies),
    settings,
  }
  composed.set(env, ports)
  // Read the missed writes now, so that L2 can answer when the record is down later.
  if (tiers.l2) waitUntil(ports.missed.until(Date.now()).catch(() => {}))
  // Runs after the isolate's first request; a sign-in with that address waits for it.
  if (config.admin) waitUntil(ports.admin.ensure(ports, config.admin.email, 'start').catch(() => {}))
  return ports
}

/** Null when each line is written separately, as platforms that index lines expect. */
function linesOf({ LOG_WAIT_MS }: Config): LogLines | null {
  if (LOG_WAIT_MS === 0) return null
  return new LogLines(LOG_WAIT_MS, { write: (text) => console.log(text), defer: waitUntil, pause, now: Date.now })
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
