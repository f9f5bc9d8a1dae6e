/**
 * The configuration with which wrangler deploys the canary, made from the stable deployment's, so that both bind the same
 * things. Invariant: the canary shares objects, record and queues; only the stable deployment owns the objects' classes,
 * consumes the queues, runs the schedule and has an address of its own.
 */
import { join } from 'node:path'
import type { Unstable_RawConfig as RawConfig } from 'wrangler'
import { CANARY } from './local.ts'

/**
 * @param stable wrangler.toml
 * @param folder the folder of wrangler.toml; paths become absolute
 */
export function canaryConfiguration(stable: RawConfig, folder: string): RawConfig {
  const { migrations: _, build: __, triggers: ___, services, routes: ____, route: _____, queues, ...shared } = stable
  const { bindings = [] } = stable.durable_objects ?? {}
  return {
    ...shared,
    name: CANARY,
    main: join(folder, stable.main ?? ''),
    workers_dev: false,
    ...(stable.assets && { assets: { ...stable.assets, directory: join(folder, stable.assets.directory ?? '') } }),
    vars: { ...stable.vars, DEPLOYMENT: 'canary' },
    durable_objects: { bindings: bindings.map((its) => ({ ...its, script_name: stable.name ?? '' })) },
    queues: { producers: queues?.producers ?? [] },
    services: (services ?? []).filter(({ binding }) => binding !== 'CANARY'),
    triggers: { crons: [] },
  }
}
