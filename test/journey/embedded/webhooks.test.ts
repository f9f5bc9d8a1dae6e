/**
 * Webhooks from outside: orders on the embedded default, and receivers on this machine.
 * Invariant: every change of an order arrives at every endpoint at least once and in its order, signed, also after the
 * runtime was killed; an endpoint that fails, hangs or redirects delays no other.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import * as z from 'zod/mini'
import { eventListSchema } from '../../../src/contract/answers/events.ts'
import {
  webhookAttemptListSchema,
  webhookAttemptSchema,
  webhookListSchema,
  webhookSchema,
  webhookWithSecretSchema,
} from '../../../src/contract/answers/webhooks.ts'
import { verifyWebhook } from '../../../src/contract/standard-webhooks.ts'
import { productsForSale } from '../support/drive.ts'
import { guestWith, ordered, orderIn, paid } from '../support/orders.ts'
import { untilReady } from '../support/readiness.ts'
import { type Answers, accept, type Received, Receiver } from '../support/receiver.ts'
import { newAdmin, REASONED, type Shopper } from '../support/shopper.ts'
import { startWorker, type Worker } from '../support/worker.ts'

let dataDir: string
let worker: Worker
let admin: Shopper
let sku: string
const receivers: Receiver[] = []
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'pannier-webhooks-'))
  worker = await startWorker({ dataDir, demo: true })
  admin = await newAdmin(worker.url)
  ;[sku] = await productsForSale(worker.url)
  // One test buys as fast as it can.
  const counted = await admin.api.v1.admin.stock[':sku'].$put({ param: { sku }, json: { adjust: 10_000 } }, REASONED)
  expect(counted.status).toBe(200)
})
afterEach(async () => {
  const { items } = (await call('GET', '', webhookListSchema)).body
  for (const { id } of items) await send('DELETE', `/${id}`, undefined, '*')
  for (const receiver of receivers.splice(0)) receiver.stop()
})
afterAll(async () => {
  await worker?.stop()
  await rm(dataDir, { recursive: true, force: true })
})

function send(method: string, path: string, json?: object, ifMatch?: string): Promise<Response> {
  return fetch(`${worker.url}/v1/admin/webhooks${path}`, {
    method,
    headers: {
      authorization: `Bearer ${admin.token}`,
      ...(json && { 'content-type': 'application/json' }),
      ...(ifMatch && { 'if-match': ifMatch }),
    },
    ...(json && { body: JSON.stringify(json) }),
  })
}

async function call<Schema extends z.ZodMiniType>(
  method: string,
  path: string,
  schema: Schema,
  json?: object,
  ifMatch?: string,
) {
  const response = await send(method, path, json, ifMatch)
  const text = await response.text()
  expect(response.status, text).toBeLessThan(300)
  return { response, body: z.parse(schema, JSON.parse(text)) }
}

async function endpoint(answer: Answers = accept, fields: object = {}) {
  const receiver = new Receiver(answer)
  receivers.push(receiver)
  const url = await receiver.start()
  const { body } = await call('POST', '', webhookWithSecretSchema, { url, ...fields })
  return { receiver, ...body }
}

/** An order that was placed, paid and shipped. */
async function shipped(): Promise<string> {
  const guest = await guestWith(worker.url, { [sku]: 1 })
  const { id } = await ordered(guest)
  await paid(guest, id)
  const json = { carrier: 'SF', trackingNumber: '1' }
  await orderIn(admin.api.v1.admin.orders[':id'].ship.$post({ param: { id }, json }))
  return `order:${id}`
}

const WHOLE = ['order.placed', 'order.paid', 'order.shipped', 'shipment.shipped']
const untilWhole = (receiver: Receiver, subject: string, timeout = 10_000) =>
  vi.waitFor(() => expect(receiver.typesOf(subject)).toEqual(WHOLE), { timeout, interval: 50 })
const attemptsOf = async (id: string) =>
  (await call('GET', `/${id}/attempts?limit=100`, webhookAttemptListSchema)).body.items
const verified = (secret: string, { headers, body }: Received) =>
  verifyWebhook(secret, (name) => headers[name] as string | undefined, body, Date.now())

describe('webhooks', () => {
  it('a healthy endpoint gets every change soon, signed and in order, beside a dead, a hanging and a redirecting one', async () => {
    const healthy = await endpoint()
    const hanging = await endpoint(() => {})
    const elsewhere = await endpoint()
    const redirecting = await endpoint((_, response) => {
      response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()
    })
    const dead = await endpoint()
    dead.receiver.stop()
    const subjects = await Promise.all(Array.from({ length: 8 }, shipped))
    for (const subject of subjects) await untilWhole(healthy.receiver, subject)
    const delays = healthy.receiver.all.map(({ at, receivedAt }) => receivedAt - at).sort((a, b) => a - b)
    const [p50, p99] = [0.5, 0.99].map((share) => delays[Math.floor(delays.length * share)])
    console.log(`delay from change to first attempt: p50 ${p50} ms, p99 ${p99} ms, of ${delays.length}`)
    for (const received of healthy.receiver.all) expect(await verified(healthy.secret, received)).toBe(true)
    await untilWhole(elsewhere.receiver, subjects[0] as string)
    const logged = async () => {
      const attempts = await attemptsOf(healthy.id)
      expect(attempts).toHaveLength(healthy.receiver.all.length)
      for (const attempt of attempts) expect(attempt).toMatchObject({ status: 200, excerpt: 'thanks' })
    }
    await vi.waitFor(logged, { timeout: 5_000 })
    await vi.waitFor(
      async () => {
        const [hung] = await attemptsOf(hanging.id)
        expect(hung?.status).toBeNull()
        expect(hung?.durationMs).toBeGreaterThan(4_900)
        expect(hung?.durationMs).toBeLessThan(8_000)
        expect((await attemptsOf(redirecting.id))[0]).toMatchObject({ status: 302 })
        expect((await attemptsOf(dead.id))[0]).toMatchObject({ status: null })
      },
      { timeout: 20_000, interval: 200 },
    )
    expect(hanging.receiver.accepted).toEqual([])
  })

  it('an endpoint that fails now and then gets every event of an order in its order', async () => {
    let answers = 0
    const { receiver } = await endpoint((received, response) => {
      if (++answers % 2 === 1) response.writeHead(answers % 3 === 0 ? 429 : 500).end('x'.repeat(100_000))
      else accept(received, response)
    })
    const subject = await shipped()
    await untilWhole(receiver, subject, 40_000)
  })

  it('every change arrives after the runtime was killed in the middle of deliveries', async () => {
    const { receiver } = await endpoint()
    const subjects: string[] = []
    let isOver = false
    const buying = (async () => {
      while (!isOver)
        await shipped().then(
          (subject) => subjects.push(subject),
          () => {},
        )
    })()
    for (let kills = 0; kills < 3; kills++) {
      await new Promise((resolve) => setTimeout(resolve, 1_500))
      process.kill(worker.workerdPid(), 'SIGKILL')
      await new Promise((resolve) => setTimeout(resolve, 500))
      await untilReady(worker.url)
    }
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    isOver = true
    await buying
    expect(subjects.length).toBeGreaterThan(0)
    for (const subject of subjects) await untilWhole(receiver, subject, 60_000)
    // The stream and the endpoint have the same events.
    const stream = await fetch(`${worker.url}/v1/admin/events?limit=100`, {
      headers: { authorization: `Bearer ${admin.token}` },
    })
    const { items } = z.parse(eventListSchema, await stream.json())
    const its = items.filter(({ subject }) => subjects.includes(subject))
    expect(new Set(its.map(({ id }) => id)).size).toBe(its.length)
  })

  it('secrets rotate with an overlap, a pause holds events back, and a replay and a test send again', async () => {
    const { receiver, id, secret } = await endpoint(accept, { types: ['order.shipped'] })
    const { response, body } = await call('POST', `/${id}/rotate`, webhookWithSecretSchema, undefined, '"1"')
    expect(response.headers.get('etag')).toBe('"2"')
    expect(body.overlapUntil).not.toBeNull()
    const stale = await send('PATCH', `/${id}`, { isPaused: true }, '"1"')
    expect(stale.status).toBe(412)
    await call('PATCH', `/${id}`, webhookSchema, { isPaused: true }, '"2"')
    const subject = await shipped()
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    expect(receiver.all).toEqual([])
    await call('PATCH', `/${id}`, webhookSchema, { isPaused: false }, '"3"')
    await vi.waitFor(() => expect(receiver.typesOf(subject)).toEqual(['order.shipped']), { timeout: 70_000 })
    const [received] = receiver.all as [Received]
    expect([await verified(secret, received), await verified(body.secret, received)]).toEqual([true, true])
    expect(received.headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/)
    const counted = z.object({ queued: z.int() })
    const [from, to] = [new Date(Date.now() - 60_000 * 60), new Date(Date.now() + 60_000)].map((at) => at.toISOString())
    expect((await call('POST', `/${id}/replay`, counted, { eventId: received.id })).body.queued).toBe(1)
    expect((await call('POST', `/${id}/replay`, counted, { from, to })).body.queued).toBeGreaterThan(0)
    await vi.waitFor(() => expect(receiver.all.filter((each) => each.id === received.id).length).toBe(3))
    const { body: attempt } = await call('POST', `/${id}/test`, webhookAttemptSchema)
    expect(attempt).toMatchObject({ type: 'webhook.test', status: 200, excerpt: 'thanks' })
    const list = await send('GET', '')
    expect(await list.text()).not.toContain('whsec_')
  })

  it('addresses within private networks are refused in any spelling, when created and when changed', async () => {
    const { id } = await endpoint()
    for (const url of [
      'http://example.com/',
      'https://10.0.0.1/',
      'https://0x0a000001/',
      'https://[fd00::1]/',
      'https://a.internal/',
    ]) {
      expect((await send('POST', '', { url })).status).toBe(400)
      expect((await send('PATCH', `/${id}`, { url }, '*')).status).toBe(400)
    }
    expect((await send('POST', '', { url: 'https://example.com/', types: ['order.unknown'] })).status).toBe(400)
  })
})
