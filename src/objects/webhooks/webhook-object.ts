/** The object of one endpoint: binds it to its storage and to the network. */
import { DurableObject } from 'cloudflare:workers'
import { configOf } from '../../contract/config.ts'
import type { Env } from '../../contract/env.ts'
import { describeError, jsonLog } from '../../contract/log.ts'
import type { WebhookObject } from '../../contract/rpc/webhooks.ts'
import { signWebhook } from '../../contract/standard-webhooks.ts'
import type { StoredEvent } from '../../domain/events/stream.ts'
import { newId } from '../../domain/id.ts'
import type { PublicEvent } from '../../domain/outbox.ts'
import { complaintAbout } from '../../domain/webhooks/address.ts'
import { type Endpoint, type EndpointFields, validSecrets } from '../../domain/webhooks/endpoint.ts'
import { withDeadline } from '../../tiers/calls/deadline.ts'
import { durableStorage } from '../aggregate/durable-storage.ts'
import { metricsOf } from '../metrics/isolate-metrics.ts'
import { type Sent, Webhook } from './webhook.ts'

const ANSWER_MS = 5_000
const EXCERPT_BYTES = 300
const SECRET_BYTES = 32

export class WebhookDurableObject extends DurableObject<Env> implements WebhookObject {
  readonly #webhook: Webhook

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    const config = configOf(env)
    this.#webhook = new Webhook(ctx.id.name ?? '', durableStorage(ctx), {
      now: () => Date.now(),
      log: jsonLog(config.LOG_LEVEL),
      metrics: metricsOf(env).registry,
      newId: (now) => newId('evt', now),
      newSecret: () => `whsec_${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(SECRET_BYTES))))}`,
      send: (endpoint, eventId, body) => send(endpoint, eventId, body, config.WEBHOOK_LOOPBACK === 'allow'),
    })
    void ctx.blockConcurrencyWhile(() => this.#webhook.wake())
  }

  async create(fields: EndpointFields) {
    return this.#webhook.create(fields)
  }

  async ready() {
    this.#webhook.ready()
  }

  async view() {
    return this.#webhook.view
  }

  async change(fields: Partial<EndpointFields>, ifVersion: number | null) {
    return this.#webhook.change(fields, ifVersion)
  }

  async rotate(ifVersion: number | null) {
    return this.#webhook.rotate(ifVersion)
  }

  async remove(ifVersion: number | null) {
    return this.#webhook.remove(ifVersion)
  }

  async take(items: readonly StoredEvent[]) {
    return this.#webhook.take(items)
  }

  async replay(events: readonly PublicEvent[]) {
    return this.#webhook.replay(events)
  }

  sendTest() {
    return this.#webhook.sendTest()
  }

  async attempts(limit: number, before: number | null) {
    return this.#webhook.attempts(limit, before)
  }

  async dead() {
    return this.#webhook.dead
  }

  override async alarm(): Promise<void> {
    await this.#webhook.deliver()
    metricsOf(this.env).sendSoon((work) => this.ctx.waitUntil(work))
  }
}

/** The address is judged at each attempt too, because the rules may be stricter than when it was stored. */
async function send(endpoint: Endpoint, eventId: string, body: string, isLoopbackAllowed: boolean): Promise<Sent> {
  const complaint = complaintAbout(endpoint.url, isLoopbackAllowed)
  if (complaint !== null) return { status: null, excerpt: `The address ${complaint}.` }
  try {
    // Every attempt is signed again under the same id, because a signature is valid for five minutes.
    const at = Math.floor(Date.now() / 1000)
    const all = await Promise.all(
      validSecrets(endpoint, Date.now()).map((secret) => signWebhook(secret, eventId, at, body)),
    )
    const signature = all.map((signed) => signed['webhook-signature']).join(' ')
    // An open timer would keep the object from hibernating after the answer.
    return await withDeadline(ANSWER_MS, async (signal) => {
      const response = await fetch(endpoint.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...all[0], 'webhook-signature': signature },
        body,
        // A redirect could lead to another network, and is no acceptance.
        redirect: 'manual',
        signal,
      })
      return { status: response.status, excerpt: await excerptOf(response) }
    })
  } catch (error) {
    return { status: null, excerpt: describeError(error).slice(0, EXCERPT_BYTES) }
  }
}

/** Reads no more of the body than the log keeps. */
async function excerptOf({ body }: Response): Promise<string> {
  if (!body) return ''
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (let bytes = 0; bytes < EXCERPT_BYTES; ) {
    const { value, done } = await reader.read()
    if (done) return text
    bytes += value.byteLength
    text += decoder.decode(value.subarray(0, EXCERPT_BYTES), { stream: true })
  }
  await reader.cancel()
  return text.slice(0, EXCERPT_BYTES)
}
