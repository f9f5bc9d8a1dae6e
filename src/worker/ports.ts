/** The composition root of the Worker: everything a request or a batch needs, built once per isolate. */
import { waitUntil } from 'cloudflare:workers'
import { type Config, configOf } from '../contract/config.ts'
import type { Env } from '../contract/env.ts'
import { jsonLog, type Log } from '../contract/log.ts'
import { openTiers, type Tiers } from '../tiers/open.ts'
import { Carts } from './carts.ts'
import { Catalogue } from './catalogue.ts'
import { Limits } from './guard/limits.ts'
import { Tokens } from './guard/tokens.ts'

export interface Ports extends Tiers {
  readonly config: Config
  readonly log: Log
  readonly limits: Limits
  readonly tokens: Tokens
  readonly carts: Carts
  readonly catalogue: Catalogue
}

const composed = new WeakMap<Env, Ports>()

/** Throws ConfigError. */
export function portsOf(env: Env): Ports {
  const known = composed.get(env)
  if (known) return known
  const config = configOf(env)
  const tiers = openTiers(config, env)
  const ports: Ports = {
    ...tiers,
    config,
    log: jsonLog(config.LOG_LEVEL),
    limits: new Limits(config, env),
    tokens: new Tokens({ keys: config.AUTH_KEYS.keys, issuer: config.TOKEN_ISSUER }),
    carts: new Carts(env, config),
    catalogue: new Catalogue(tiers, waitUntil),
  }
  composed.set(env, ports)
  return ports
}
