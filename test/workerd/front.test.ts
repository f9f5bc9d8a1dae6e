/**
 * Reads of the cart, adds to it and reads of a product are answered before Hono's dispatch. Invariant: status, header
 * fields and body equal those of the same request through Hono, for any request.
 */
import { createExecutionContext } from 'cloudflare:test'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { app } from '../../src/worker/app.ts'
import { answerFirst } from '../../src/worker/front.ts'
import { Client, type Reply, type Send, Shopper } from './support/client.ts'
import { bindings, product, stock } from './support/shop.ts'

const throughHono: Send = async (request) => app.fetch(request, bindings, createExecutionContext())
/** Fails where Hono would have to answer. */
const inFront: Send = async (request) => {
  const answer = answerFirst(request, bindings)
  if (!answer) throw new Error(`${request.method} ${request.url} is not answered in front`)
  return answer
}

beforeAll(() =>
  stock(product('tea', { images: ['/pictures/tea.svg'] }), product('cup'), product('hid', { status: 'hidden' })),
)

/** Masks all values that differ between any two requests. */
function masked({ status, headers, text }: Reply, shopper: Shopper | null) {
  const fields = [...headers].map(([name, value]) => [name, name === 'ratelimit' ? 'some' : value])
  const requestId = headers.get('x-request-id') ?? ''
  const whole = JSON.stringify({ status, fields, text })
    .replaceAll(requestId, 'request')
    .replaceAll(shopper?.id.slice(4) ?? 'nobody', 'shopper')
    .replace(/\d{13}-(\d+)/g, 'epoch-$1')
    .replace(/(\d{4}-\d\d-\d\dT[\d:.]+Z)/g, 'time')
    .replace(/~[A-Za-z0-9-]+/g, '~line')
  return JSON.parse(whole) as { status: number; fields: [string, string][]; text: string }
}

type Request_ = readonly [method: string, path: string, body?: unknown, headers?: Record<string, string> | undefined]

/** Sends the same requests to two shoppers, one on each path, and compares each pair of answers. */
async function compare(...requests: readonly Request_[]): Promise<number[]> {
  const twins = [await Shopper.guest(inFront), await Shopper.guest(throughHono)] as const
  const statuses: number[] = []
  for (const [method, path, body, headers] of requests) {
    const [front, hono] = await Promise.all(
      twins.map(async (twin) => masked(await twin.call(method, path, body, headers), twin)),
    )
    expect(front, `${method} ${path}`).toEqual(hono)
    statuses.push(front?.status ?? 0)
  }
  return statuses
}

const add = (body: unknown, headers?: Record<string, string>): Request_ => ['POST', '/v1/cart/items', body, headers]
const TEA = { sku: 'tea', quantity: 1 }

describe('a request answered in front', () => {
  it('reads and adds in front are answered as through Hono', async () => {
    const browser = { 'accept-language': 'en-GB,en;q=0.9', 'user-agent': 'Mozilla/5.0', accept: '*/*', dnt: '1' }
    expect(
      await compare(
        ['GET', '/v1/cart'],
        add(TEA),
        add({ ...TEA, attributes: { engraving: 'Lin' } }, browser),
        ['GET', '/v1/cart', undefined, browser],
        add({ sku: 'cup', quantity: 2 }, { prefer: 'return=minimal' }),
        ['GET', '/v1/products/tea'],
        ['GET', '/v1/products/tea', undefined, { 'accept-language': 'zh-CN' }],
      ),
    ).toEqual([200, 200, 200, 200, 200, 200, 200])
  })

  it('refusals in front are the same as through Hono', async () => {
    const deep = `${'['.repeat(40)}${']'.repeat(40)}`
    expect(
      await compare(
        ...[{}, null, [], 'x', { ...TEA, price: 1 }, { sku: 'tea' }, { ...TEA, quantity: 0 }, { ...TEA, sku: '' }].map(
          (body) => add(body === 'x' ? '"x"' : body),
        ),
        add({ sku: 'none', quantity: 1 }),
        add('{'),
        add(deep),
        add('{"__proto__":1}'),
        add('sku=tea', { 'content-type': 'application/x-www-form-urlencoded' }),
        add(`"${'x'.repeat(70_000)}"`),
        add(TEA, { 'idempotency-key': 'a b' }),
        add(TEA, { 'if-match': 'nonsense' }),
        add(TEA, { 'if-match': '"1-9"' }),
        ['GET', '/v1/products/none'],
        ['GET', '/v1/products/hid'],
      ),
    ).toEqual([400, 400, 400, 400, 400, 400, 400, 400, 404, 400, 400, 400, 415, 413, 400, 400, 412, 404, 404])
  })

  it('repeats and conditional requests in front are answered as through Hono', async () => {
    const key = { 'idempotency-key': 'key-1' }
    expect(
      await compare(add(TEA, key), add(TEA, key), add({ ...TEA, quantity: 2 }, key), add(TEA, { 'if-match': '*' })),
    ).toEqual([200, 200, 422, 200])
    for (const send of [inFront, throughHono]) {
      const shopper = await Shopper.guest(send)
      const tag = (await shopper.add('tea')).headers.get('etag') ?? ''
      const reply = await shopper.cart({ 'if-none-match': tag })
      expect([reply.status, reply.text, reply.headers.get('etag')]).toEqual([304, '', tag])
      expect(reply.headers.has('content-type')).toBe(false)
      expect((await shopper.call('POST', '/v1/cart/items', TEA, { 'if-match': tag })).status).toBe(200)
    }
  })

  it.each<[string, Record<string, string>]>([
    ['no token', {}],
    ['a broken token', { authorization: 'Bearer x.y.z' }],
    ['another scheme', { authorization: 'Basic eDp5' }],
    ['an unknown server key', { authorization: 'Bearer psk_none', 'x-user-id': 'usr_1' }],
    ['too many header fields', Object.fromEntries(Array.from({ length: 140 }, (_, index) => [`x-${index}`, '1']))],
  ])('a request with %s is refused in front as through Hono', async (_, headers) => {
    for (const [method, path, body] of [['GET', '/v1/cart'], add(TEA), ['GET', '/v1/products/tea']] as Request_[]) {
      const [front, hono] = await Promise.all(
        [inFront, throughHono].map(async (send) =>
          masked(await new Client(headers, send).call(method, path, body), null),
        ),
      )
      expect(front).toEqual(hono)
    }
  })

  it('requests in front are limited and logged as through Hono', async () => {
    const lines: string[] = []
    for (const send of [inFront, throughHono]) {
      const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line))
      try {
        const env = { ...bindings, LOG_LEVEL: 'info', RATE_LIMIT_SCALE: '0.004' }
        const sending: Send = async (request) =>
          send === inFront
            ? (answerFirst(request, env) ?? Promise.reject(new Error('not in front')))
            : app.fetch(request, env, createExecutionContext())
        const shopper = await Shopper.guest(sending)
        const statuses: number[] = []
        for (let index = 0; index < 4; index++) statuses.push((await shopper.cart()).status)
        expect(statuses).toEqual([200, 200, 429, 429])
      } finally {
        log.mockRestore()
      }
    }
    const told = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((line) => line.event === 'request')
    const [front, hono] = [told.slice(0, 4), told.slice(4)].map((all) =>
      all.map(({ route, status, method, role }) => ({ route, status, method, role })),
    )
    expect(front).toEqual(hono)
    expect(front).toMatchObject([{ route: '/v1/cart', status: 200 }, {}, {}, { status: 429 }])
  })

  it.each<[string, Request_]>([
    ['a page of another origin', ['GET', '/v1/cart', undefined, { origin: 'https://shop.example' }]],
    ['a query', ['GET', '/v1/cart?country=CN']],
    ['another method', ['HEAD', '/v1/cart']],
    ['a path that needs decoding', ['GET', '/v1/products/t%65a']],
    ['another route', ['GET', '/v1/cart/history']],
  ])('a request with %s is left to Hono', async (_, [method, path, , headers = {}]) => {
    expect(answerFirst(new Request(`https://pannier.test${path}`, { method, headers }), bindings)).toBeNull()
  })
})
