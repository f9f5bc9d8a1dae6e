/**
 * Long and hostile requests to every route. Invariant: a header, parameter or body of any length costs at most a few
 * milliseconds of CPU, and twice the length costs at most about twice the time.
 */
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { DOCUMENTED } from '../../src/contract/openapi/documented.ts'
import type { Operation } from '../../src/contract/openapi/operation.ts'
import { type Cost, costOf, faultOf, HOSTILE, HOSTILE_UNICODE, textOf } from './support/cost.ts'
import { adminToken, wholeWorker } from './support/whole-worker.ts'

vi.mock('cloudflare:workers', () => ({ waitUntil: (work: Promise<unknown>) => void work.catch(() => {}) }))

let send: (request: Request) => Promise<Response>
let authorization = ''

beforeAll(async () => {
  send = await wholeWorker()
  authorization = `Bearer ${await adminToken()}`
}, 60_000)

/**
 * Long header fields that are sent together. Fields are grouped so that the refusal of one does not keep the others of
 * its group from being read.
 */
const HEADERS: Readonly<Record<string, readonly string[]>> = {
  preconditions: ['if-match', 'if-none-match'],
  keys: ['idempotency-key', 'x-user-id', 'cf-connecting-ip'],
  signatures: ['webhook-signature'],
  'ids and times of webhooks': ['webhook-id', 'webhook-timestamp'],
  negotiation: ['accept', 'accept-language', 'accept-encoding', 'prefer'],
  types: ['content-type', 'cookie', 'sec-fetch-site', 'x-made-up'],
  origins: ['origin', 'access-control-request-headers', 'referer'],
  tokens: ['authorization'],
}

describe('headers', () => {
  it.each(Object.keys(HEADERS))('headers with %s of any length cost little on every route', async (group) => {
    const costs: Cost[] = []
    for (const [place, [kind, unit]] of Object.entries(HOSTILE).entries()) {
      for (const route of someOf(DOCUMENTED, place)) {
        const make = (length: number) => {
          const before = group === 'preconditions' ? '"' : group === 'tokens' ? 'Bearer x' : 'x'
          const text = `${before}${textOf(unit, length)}${group === 'preconditions' ? '"' : 'x'}`
          const long = Object.fromEntries((HEADERS[group] ?? []).map((name) => [name, text]))
          return requestOf(route, { 'content-type': 'application/json', ...long }, { body: '{}' })
        }
        costs.push(await costOf(`${route.method} ${route.path}: ${kind}`, make, (request) => send(request.clone())))
      }
    }
    report(costs)
  })
})

describe('a URL', () => {
  it('a long URL costs little on every route', async () => {
    const costs: Cost[] = []
    for (const [place, [kind, unit]] of Object.entries({ ...HOSTILE, ...HOSTILE_UNICODE }).entries()) {
      for (const route of someOf(DOCUMENTED, place)) {
        const text = (length: number) => textOf(encodeURIComponent(unit), length)
        const name = `${route.method} ${route.path}: ${kind}`
        const path = (length: number) => requestOf(route, {}, { path: text(length) })
        costs.push(await costOf(`${name} in the path`, path, (request) => send(request.clone())))
        const query = (length: number) => requestOf(route, {}, { query: `x=${text(length)}` })
        costs.push(await costOf(`${name} in the query`, query, (request) => send(request.clone())))
      }
    }
    report(costs)
  })

  it('a URL of the greatest length costs little with every parameter of every route', async () => {
    const costs: Cost[] = []
    for (const [place, unit] of Object.values({ ...HOSTILE, ...HOSTILE_UNICODE }).entries()) {
      for (const route of someOf(DOCUMENTED, place)) {
        for (const name of ['', ...Object.keys(route.query?.shape ?? {}), 'locale', 'country']) {
          // A quarter of each length, minus the surrounding text: the last one is just below the limit.
          const text = (length: number) => textOf(encodeURIComponent(unit), length / 8 - 160)
          const make = (length: number) =>
            requestOf(route, {}, name === '' ? { path: text(length) } : { query: `${name}=${text(length)}` })
          costs.push(await costOf(`${route.method} ${route.path}?${name}`, make, (request) => send(request.clone())))
        }
      }
    }
    for (const route of DOCUMENTED) {
      const make = (length: number) => requestOf(route, {}, { query: textOf('cursor=a&', length / 8 - 160) })
      costs.push(await costOf(`${route.method} ${route.path}?cursor&cursor`, make, (request) => send(request.clone())))
    }
    report(costs)
  })
})

/**
 * Every route gets some of the texts, and every text goes to some of the routes: all combinations would take minutes.
 */
function someOf<Item>(items: readonly Item[], place: number): readonly Item[] {
  return items.filter((_, index) => index % 15 === place % 15)
}

/** JSON of about this length. */
const BODIES: Readonly<Record<string, (length: number, field: string, unit: string) => string>> = {
  'one text': (length, field, unit) => JSON.stringify({ [field]: inBytes(unit, length) }),
  'a list of numbers': (length, field) => `{"${field}":[${listOf('1', length)}]}`,
  'a list of empty objects': (length, field) => `{"${field}":[${listOf('{}', length)}]}`,
  'a list of texts': (length, field) => `{"${field}":[${listOf('"a b"', length)}]}`,
  'many fields': (length, field) => `{"${field}":{${fieldsOf(length)}}}`,
  'many unknown fields': (length) => `{${fieldsOf(length)}}`,
  'a list for a body': (length) => `[${listOf('1', length)}]`,
  'nested lists': (length) => `${'['.repeat(length / 2 - 32)}${']'.repeat(length / 2 - 32)}`,
}

describe('a body', () => {
  it.each(Object.keys(BODIES))('a body full of %s costs little on every route', async (kind) => {
    const costs: Cost[] = []
    const units = kind === 'one text' ? Object.entries({ ...HOSTILE, ...HOSTILE_UNICODE }) : ([['-', '']] as const)
    const all = DOCUMENTED.filter(({ method }) => method !== 'get')
    // One route for lists of rules covers all kinds, because all kinds share their description.
    const takers = all.filter(({ path }) => !/promotions|shipping-rates|taxes/.test(path))
    for (const [place, [what, unit]] of units.entries()) {
      for (const route of units.length > 1 ? someOf(takers, place) : takers) {
        const fields = fieldsIn(route)
        for (const field of units.length > 1 ? fields : [fields[0] ?? '', 'unknown']) {
          const make = (length: number) => {
            const body = BODIES[kind]?.(length - 200, field, unit) ?? ''
            return requestOf(route, { 'content-type': 'application/json' }, { body })
          }
          const name = `${route.method} ${route.path} ${field}: ${kind}, ${what}`
          costs.push(await costOf(name, make, (request) => send(request.clone())))
        }
      }
    }
    report(costs)
  })

  it('a long form costs little on the pages that take one', async () => {
    const costs: Cost[] = []
    const route = DOCUMENTED.find(({ method, path }) => method === 'post' && path.startsWith('/pay/'))
    if (!route) throw new Error('no page takes a form')
    for (const [kind, unit] of Object.entries(HOSTILE)) {
      const make = (length: number) =>
        requestOf(route, { 'content-type': 'application/x-www-form-urlencoded' }, { body: textOf(unit, length - 100) })
      costs.push(await costOf(`form: ${kind}`, make, (request) => send(request.clone())))
    }
    report(costs)
  })
})

function requestOf(
  { method, path }: Operation,
  headers: Readonly<Record<string, string>>,
  long: { readonly path?: string; readonly query?: string; readonly body?: string } = {},
): Request {
  const target = path.replaceAll(/:(\w+)/g, (_, name: string) => long.path ?? SAMPLES[name] ?? 'x')
  const url = `https://pannier.test${target}${long.path !== undefined && target === path ? long.path : ''}`
  const takesBody = !['get', 'head'].includes(method)
  return new Request(`${url}${long.query === undefined ? '' : `?${long.query}`}`, {
    method: method.toUpperCase(),
    headers: { authorization, 'cf-connecting-ip': '198.51.100.7', ...WEBHOOK, ...headers },
    ...(takesBody && long.body !== undefined && { body: long.body }),
  })
}

const SAMPLES: Readonly<Record<string, string>> = {
  sku: 'tea',
  userId: 'usr_01K9ZQ4V6E8Y3TN5W2R7XB0MCA',
  id: 'ord_01K9ZQ4V6E8Y3TN5W2R7XB0MCA',
  paymentId: 'pay_01K9ZQ4V6E8Y3TN5W2R7XB0MCA',
  provider: 'simulated',
  code: 'TEN',
}

const WEBHOOK = { 'webhook-id': 'evt_1', 'webhook-timestamp': String(Math.floor(Date.now() / 1000)) }

/** The names of the fields that a body of this route may have, and one unknown name. */
function fieldsIn({ body }: Operation): readonly string[] {
  const shape = (body as { readonly shape?: object } | undefined)?.shape ?? {}
  return [...Object.keys(shape), 'unknown']
}

function listOf(item: string, length: number): string {
  return Array.from({ length: Math.floor(length / (item.length + 1)) }, () => item).join(',')
}

function fieldsOf(length: number): string {
  return Array.from({ length: Math.floor(length / 12) }, (_, n) => `"f${String(n).padStart(5, '0')}":1`).join(',')
}

/** The unit, repeated as often as it fits into this many bytes of JSON. */
function inBytes(unit: string, length: number): string {
  const each = Buffer.byteLength(JSON.stringify(unit)) - 2
  return unit.repeat(Math.floor(length / each))
}

function report(costs: readonly Cost[]): void {
  if (process.env.SHOW_COSTS) {
    const top = [...costs].sort((a, b) => b.ms - a.ms).slice(0, 3)
    process.stdout.write(
      `${expect.getState().currentTestName}\n${top.map(({ name, ms, growth }) => `${ms.toFixed(2)} ms (×${growth?.toFixed(1)}) ${name}`).join('\n')}\n`,
    )
  }
  expect(costs.length).toBeGreaterThan(0)
  expect(costs.flatMap((cost) => faultOf(cost) ?? [])).toEqual([])
}
