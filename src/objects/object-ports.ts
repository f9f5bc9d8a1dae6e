/** Binds the ports of an aggregate's mechanism to the platform: its clock, the queue, and the tiers as they are configured. */
import { configOf } from '../contract/config.ts'
import type { Env } from '../contract/env.ts'
import { jsonLog } from '../contract/log.ts'
import { type Kind, L2_SPREAD } from '../domain/copy.ts'
import { withDeadline } from '../tiers/calls/deadline.ts'
import { openTiers } from '../tiers/open.ts'
import type { AggregatePorts } from './aggregate/ports.ts'
import { metricsOf } from './metrics/isolate-metrics.ts'

export function objectPorts(kind: Kind, env: Env): AggregatePorts {
  const config = configOf(env)
  const { registry: metrics } = metricsOf(env)
  const { record, l2 } = openTiers(config, env, metrics)
  return {
    now: () => Date.now(),
    random: () => Math.random(),
    async send(message, delaySeconds = 0) {
      await env.WRITES.send(message, { delaySeconds })
    },
    copyFromL2: async (id) => (L2_SPREAD[kind] ? (l2?.getCopy(kind, id) ?? null) : null),
    copyFromRecord: (id) => record.getCopy(kind, id),
    deadline: (promise, ms) => withDeadline(ms, () => promise),
    log: jsonLog(config.LOG_LEVEL),
    metrics,
  }
}
