/** Binds the ports of an aggregate's mechanism to the platform: its clock, the queue, and the tiers as they are configured. */
import type { Config } from '../contract/config.ts'
import type { Env } from '../contract/env.ts'
import { jsonLog } from '../contract/log.ts'
import type { Kind } from '../domain/copy.ts'
import { withDeadline } from '../tiers/deadline.ts'
import { openTiers } from '../tiers/open.ts'
import type { AggregatePorts } from './aggregate/ports.ts'

export function objectPorts(kind: Kind, config: Config, env: Env): AggregatePorts {
  const tiers = openTiers(config, env)
  return {
    now: () => Date.now(),
    random: () => Math.random(),
    async send(message) {
      await env.WRITES.send(message)
    },
    copyFromL2: async (id) => tiers.l2?.getCopy(kind, id) ?? null,
    copyFromRecord: (id) => tiers.record.getCopy(kind, id),
    deadline: (promise, ms) => withDeadline(ms, () => promise),
    log: jsonLog(config.LOG_LEVEL),
  }
}
