/** Manages the endpoints that receive events. A secret is in the answer that makes it, and in no other. */
import { type Context, Hono } from 'hono'
import { timeOf } from '../../contract/http/shapes.ts'
import { webhookRoutes as routes } from '../../contract/http/webhooks.ts'
import { Problem } from '../../contract/problem.ts'
import type { Attempt, EndpointReply, EndpointView, WebhookObject } from '../../contract/rpc/webhooks.ts'
import { SHARDS } from '../../domain/events/stream.ts'
import { newId } from '../../domain/id.ts'
import type { PublicEvent } from '../../domain/outbox.ts'
import { complaintAbout } from '../../domain/webhooks/address.ts'
import { type EndpointFields, MAX_ENDPOINTS, wants } from '../../domain/webhooks/endpoint.ts'
import { audited } from '../audit/audited.ts'
import type { AppEnv } from '../context.ts'
import { expectedVersion, mismatch } from '../http/if-match.ts'
import { jsonOf, noFields, paramOf, queryOf } from '../http/validate.ts'
import { callObject } from '../object-call.ts'

const MAX_REPLAYED = 1_000
const EVERY_SHARD = Array.from({ length: SHARDS }, (_, shard) => shard)

export const adminWebhookRoutes = new Hono<AppEnv>()
  .get(routes.list.path, async (c) => {
    return c.json({ items: (await endpoints(c)).map(bodyOf) }, 200)
  })
  .post(routes.create.path, jsonOf(routes.create.body), async (c) => {
    const { objects } = c.get('ports')
    const body = c.req.valid('json')
    judgeAddress(c, body.url)
    const id = newId('whk', Date.now())
    const reply = await audited(c, 'create', `webhook:${id}`, async (note) => {
      if ((await endpoints(c)).length >= MAX_ENDPOINTS) {
        throw new Problem('webhook_limit', `A deployment has at most ${MAX_ENDPOINTS} webhooks.`)
      }
      const webhook = objects.webhook(id)
      const created = await callObject(false, () => webhook.create({ ...body, isPaused: false }))
      // The list is read from the first shard, so it comes last.
      for (const shard of EVERY_SHARD.toReversed())
        await callObject(true, () => objects.eventShard(shard).subscribe(id))
      await callObject(true, () => objects.webhook(id).ready())
      note({ types: { from: null, to: body.types.join(' ') } })
      return created
    })
    return answer(c, reply, 201)
  })
  .get(routes.get.path, paramOf(routes.get.params), async (c) => {
    const view = await callObject(true, () => webhookOf(c).view())
    return answer(c, view ? { status: 'done', view } : { status: 'not_found' }, 200)
  })
  .patch(routes.change.path, paramOf(routes.change.params), jsonOf(routes.change.body), async (c) => {
    const body = c.req.valid('json')
    if (body.url !== undefined) judgeAddress(c, body.url)
    return edited(
      c,
      'edit',
      (
        webhook,
        ifVersion, // The cast: absent fields are absent, not undefined.
      ) => webhook.change(body as Partial<EndpointFields>, ifVersion),
    )
  })
  .delete(routes.delete.path, paramOf(routes.delete.params), async (c) => {
    await edited(c, 'delete', (webhook, ifVersion) => webhook.remove(ifVersion))
    return c.body(null, 204)
  })
  .post(routes.rotate.path, paramOf(routes.rotate.params), noFields, (c) =>
    edited(c, 'edit', (webhook, ifVersion) => webhook.rotate(ifVersion)),
  )
  .post(routes.test.path, paramOf(routes.test.params), noFields, async (c) => {
    const attempt = await audited(c, 'run', subjectOf(c), async () =>
      found(await callObject(false, () => webhookOf(c).sendTest())),
    )
    return c.json(attemptBody(attempt), 200)
  })
  .post(routes.replay.path, paramOf(routes.replay.params), jsonOf(routes.replay.body), async (c) => {
    const queued = await audited(c, 'run', subjectOf(c), async (note) => {
      const { endpoint } = found(await callObject(true, () => webhookOf(c).view()))
      const events = await eventsToReplay(c, c.req.valid('json'), endpoint)
      note({ replayed: { from: null, to: events.length } })
      return found(await callObject(false, () => webhookOf(c).replay(events)))
    })
    return c.json({ queued }, 200)
  })
  .get(routes.attempts.path, paramOf(routes.attempts.params), queryOf(routes.attempts.query), async (c) => {
    const { limit, cursor } = c.req.valid('query')
    const before = cursor === undefined ? null : Number(cursor)
    const found = await callObject(true, () => webhookOf(c).attempts(limit + 1, before))
    const items = found.slice(0, limit)
    const nextCursor = found.length > limit ? String(items.at(-1)?.seq) : null
    return c.json({ items: items.map(attemptBody), nextCursor }, 200)
  })
  .get(routes.dead.path, paramOf(routes.dead.params), async (c) => {
    const items = await callObject(true, () => webhookOf(c).dead())
    return c.json({ items: items.map((letter) => ({ ...letter, at: timeOf(letter.at) })) }, 200)
  })

function judgeAddress(c: Context<AppEnv>, url: string): void {
  const complaint = complaintAbout(url, c.get('ports').config.WEBHOOK_LOOPBACK === 'allow')
  if (complaint === null) return
  const errors = [{ path: 'url', message: complaint }]
  throw new Problem('invalid_request', `url ${complaint}`, { extra: { errors } })
}

function webhookOf(c: Context<AppEnv>): WebhookObject {
  return c.get('ports').objects.webhook(c.req.param('id') ?? '')
}

function subjectOf(c: Context<AppEnv>): string {
  return `webhook:${c.req.param('id')}`
}

async function endpoints(c: Context<AppEnv>): Promise<readonly EndpointView[]> {
  const { objects } = c.get('ports')
  const ids = await callObject(true, () => objects.eventShard(0).endpoints())
  const views = await Promise.all(ids.map((id) => callObject(true, () => objects.webhook(id).view())))
  return views.filter((view) => view !== null)
}

async function edited(
  c: Context<AppEnv>,
  action: 'edit' | 'delete',
  edit: (webhook: WebhookObject, ifVersion: number | null) => Promise<EndpointReply>,
): Promise<Response> {
  const expected = expectedVersion(c)
  const reply = await audited(c, action, subjectOf(c), async () => {
    const reply = await callObject(false, () => edit(webhookOf(c), expected === 'any' ? null : expected))
    if (reply.status === 'version_mismatch') throw mismatch(bodyOf(reply.view), tagOf(reply.view))
    if (reply.status === 'not_found') throw missing()
    return reply
  })
  return answer(c, reply, 200)
}

/** Throws `not_found`, and `replay_limit` for a range with too many events. */
async function eventsToReplay(
  c: Context<AppEnv>,
  { eventId, from, to }: { eventId?: string | undefined; from?: string | undefined; to?: string | undefined },
  endpoint: EndpointView['endpoint'],
): Promise<readonly PublicEvent[]> {
  const { objects } = c.get('ports')
  const ask = <Value>(call: (shard: ReturnType<typeof objects.eventShard>) => Promise<Value>) =>
    Promise.all(EVERY_SHARD.map((shard) => callObject(true, () => call(objects.eventShard(shard)))))
  if (eventId !== undefined) {
    const event = (await ask((shard) => shard.find(eventId))).find((its) => its !== null)
    if (!event) throw new Problem('not_found', 'The stream has no event with this id; it keeps events for 30 days.')
    return [event]
  }
  const [start, end] = [Date.parse(from ?? ''), Date.parse(to ?? '')]
  const events = (await ask((shard) => shard.between(start, end, MAX_REPLAYED + 1))).flat()
  if (events.length > MAX_REPLAYED) {
    throw new Problem('replay_limit', `The range has more than ${MAX_REPLAYED} events; make it shorter.`)
  }
  return events.filter(({ type }) => wants(endpoint, type))
}

function found<Value>(value: Value | null): Value {
  if (value === null) throw missing()
  return value
}

function missing(): Problem {
  return new Problem('not_found', 'The webhook does not exist.')
}

function answer(c: Context<AppEnv>, reply: EndpointReply, status: 200 | 201): Response {
  if (reply.status !== 'done') throw missing()
  const { view, secret } = reply
  c.header('ETag', tagOf(view))
  if (secret !== undefined) c.header('Cache-Control', 'no-store')
  return c.json({ ...bodyOf(view), ...(secret !== undefined && { secret }) }, status)
}

function tagOf({ endpoint }: EndpointView): string {
  return `"${endpoint.version}"`
}

function bodyOf({ endpoint, overlapUntil, waiting, dead }: EndpointView) {
  const [createdAt, changedAt] = [timeOf(endpoint.createdAt), timeOf(endpoint.changedAt)]
  const until = overlapUntil === null ? null : timeOf(overlapUntil)
  return { ...endpoint, createdAt, changedAt, overlapUntil: until, waiting, deadLetters: dead }
}

function attemptBody({ seq: _, ...attempt }: Attempt) {
  return { ...attempt, at: timeOf(attempt.at) }
}
