/** Shows and switches the canary. */
import { type Context, Hono } from 'hono'
import type { CanaryBody } from '../../contract/answers/canary.ts'
import { canaryRoutes as routes } from '../../contract/http/canary.ts'
import { timeOf } from '../../contract/http/shapes.ts'
import { Problem } from '../../contract/problem.ts'
import type { Setting } from '../../contract/rpc/settings.ts'
import type { Canary } from '../../domain/canary/canary.ts'
import { audited } from '../audit/audited.ts'
import type { AppEnv } from '../context.ts'
import { expectedVersion, mismatch } from '../http/if-match.ts'
import { jsonOf } from '../http/validate.ts'
import { callObject } from '../object-call.ts'

export const canaryRoutes = new Hono<AppEnv>()
  .get(routes.get.path, async (c) => {
    const canary = await callObject(true, () => c.get('ports').objects.settings().canary())
    c.header('ETag', tagOf(canary))
    return c.json(bodyOf(c, canary), 200)
  })
  .put(routes.put.path, jsonOf(routes.put.body), async (c) => {
    const { objects, settings, config } = c.get('ports')
    const body = c.req.valid('json')
    // The setting and the audit have the same reason, whether it came in the body or in the header.
    c.set('reason', body.reason ?? c.get('reason'))
    const change = { ...body, reason: c.get('reason') ?? undefined }
    const expected = expectedVersion(c)
    if (change.isRunning && !c.env.CANARY) {
      throw new Problem('canary_not_startable', 'This deployment has no service binding CANARY.')
    }
    if (change.isRunning && config.METRICS_INTERVAL_MS === 0) {
      throw new Problem(
        'canary_not_startable',
        'METRICS_INTERVAL_MS is 0: without metrics no alert could stop the canary.',
      )
    }
    const ifVersion = expected === 'any' ? null : expected
    const { id } = c.get('principal')
    const canary = await audited(c, 'edit', 'system:canary', async (note) => {
      const reply = await callObject(false, () => objects.settings().changeCanary(change, id, ifVersion))
      const { value } = reply.canary
      settings.learn({ canary: value })
      if (reply.status === 'refused') {
        throw reply.code === 'version_mismatch'
          ? mismatch(bodyOf(c, reply.canary), tagOf(reply.canary))
          : new Problem(reply.code, reply.detail)
      }
      note({ isRunning: { from: null, to: value.isRunning }, share: { from: null, to: value.share } })
      return reply.canary
    })
    c.header('ETag', tagOf(canary))
    return c.json(bodyOf(c, canary), 200)
  })

function tagOf({ version }: Setting<Canary>): string {
  return `"${version}"`
}

function bodyOf(c: Context<AppEnv>, { value, version, changedAt, changedBy, reason }: Setting<Canary>): CanaryBody {
  const { isRunning, share, users } = value
  return {
    isBound: c.env.CANARY !== undefined,
    ...{ isRunning, share, users: [...users], version },
    changedAt: changedAt === null ? null : timeOf(changedAt),
    ...{ changedBy, reason },
  }
}
