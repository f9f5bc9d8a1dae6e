/** Shows the traffic policies and switches them. */
import { type Context, Hono } from 'hono'
import type { PoliciesBody } from '../../contract/answers/policies.ts'
import { policyRoutes as routes } from '../../contract/http/policies.ts'
import { timeOf } from '../../contract/http/shapes.ts'
import { Problem } from '../../contract/problem.ts'
import type { Setting } from '../../contract/rpc/settings.ts'
import { type Switches, switchOf, type Unswitchable } from '../../domain/policy/switches.ts'
import { POLICIES, ROUTE_CLASSES, type RouteClass, type SwitchMode } from '../../domain/policy/table.ts'
import { audited } from '../audit/audited.ts'
import type { AppEnv } from '../context.ts'
import { expectedVersion, mismatch } from '../http/if-match.ts'
import { jsonOf, paramOf } from '../http/validate.ts'
import { callObject } from '../object-call.ts'
import type { Ports } from '../ports.ts'

export const policyRoutes = new Hono<AppEnv>()
  .get(routes.list.path, async (c) => {
    const { objects, settings } = c.get('ports')
    const policies = await callObject(true, () => objects.settings().policies())
    settings.learn({ policies: policies.value })
    return shown(c, policies)
  })
  .put(routes.put.path, paramOf(routes.put.params), jsonOf(routes.put.body), async (c) => {
    const { objects, settings, l2 } = c.get('ports')
    const { class: its } = c.req.valid('param')
    const { mode, until } = c.req.valid('json')
    const expected = expectedVersion(c)
    const ifVersion = expected === 'any' ? null : expected
    if (mode !== 'normal' && POLICIES[its].switches.includes(mode) && !offeredFor(its, l2).includes(mode)) {
      throw complaint({ path: 'mode', message: 'needs Redis, which this deployment does not have' })
    }
    const change = { its, mode, until: until === undefined ? null : Date.parse(until) }
    const policies = await audited(c, 'edit', `system:policy_${its}`, async (note) => {
      const author = [c.get('principal').id, c.get('reason')] as const
      const reply = await callObject(false, () => objects.settings().changePolicy(change, ...author, ifVersion))
      if (reply.status === 'version_mismatch') throw mismatch(bodyOf(c, reply.policies), tagOf(reply.policies))
      if (reply.status === 'refused') throw complaint(reply.complaint)
      note({ mode: { from: null, to: mode } })
      return reply.policies
    })
    settings.learn({ policies: policies.value })
    return shown(c, policies)
  })

function shown(c: Context<AppEnv>, policies: Setting<Switches>) {
  c.header('ETag', tagOf(policies))
  return c.json(bodyOf(c, policies), 200)
}

function complaint(error: Unswitchable): Problem {
  return new Problem('invalid_request', 'The body is not valid.', { extra: { errors: [error] } })
}

function tagOf({ version }: Setting<Switches>): string {
  return `"${version}"`
}

/** Without Redis there is no copy of a cart to read. */
function offeredFor(its: RouteClass, l2: Ports['l2']): SwitchMode[] {
  const offered = POLICIES[its].switches.filter((mode) => mode !== 'stale' || its !== 'cart' || l2)
  return offered.length > 0 ? ['normal', ...offered] : []
}

function bodyOf(c: Context<AppEnv>, { value, version }: Setting<Switches>): PoliciesBody {
  const { policies, l2 } = c.get('ports')
  const items = ROUTE_CLASSES.map((its) => {
    const { mode, causes } = policies.stateOf(its)
    const found = switchOf(value, its, Date.now())
    return {
      ...{ class: its, mode, causes: [...causes], offered: offeredFor(its, l2) },
      switch: found && { ...found, since: timeOf(found.since), until: timeOf(found.until) },
    }
  })
  return { items, version }
}
