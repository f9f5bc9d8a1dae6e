/** Input over the wire that may not be valid HTTP. Each such input is refused, and the process continues to serve. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { sendRaw } from '../support/raw.ts'
import { cartOf, newGuest, type Shopper } from '../support/shopper.ts'
import { startWorker, type Worker } from '../support/worker.ts'

let worker: Worker
let shopper: Shopper
let pid: number
beforeAll(async () => {
  worker = await startWorker({ demo: true })
  shopper = await newGuest(worker.url)
  pid = worker.workerdPid()
})
afterAll(() => worker?.stop())

afterEach(async () => {
  expect((await fetch(`${worker.url}/healthz`)).status).toBe(200)
  expect(worker.workerdPid()).toBe(pid)
  const { cart } = await cartOf(shopper.api.v1.cart.$get())
  expect(cart).toMatchObject({ version: 0, items: [] })
})

const MEGABYTE = 1024 * 1024
const JSON_TYPE = 'content-type: application/json'

/** A request to add to the shopper's cart, with additional header lines. */
function head(...fields: readonly string[]): string {
  const own = ['host: pannier.test', `authorization: Bearer ${shopper.token}`, ...fields]
  return ['POST /v1/cart/items HTTP/1.1', ...own, '', ''].join('\r\n')
}

function withBody(body: string | Buffer): (string | Buffer)[] {
  return [head(JSON_TYPE, `content-length: ${Buffer.byteLength(body)}`), body]
}

function* megabytes(count: number): Iterable<Buffer> {
  const size = Buffer.from(`${MEGABYTE.toString(16)}\r\n`)
  const part = Buffer.concat([size, Buffer.alloc(MEGABYTE, 0x20), Buffer.from('\r\n')])
  for (let sent = 0; sent < count; sent++) yield part
}

describe('fault 36: a body', () => {
  it('a body of 100 MB is refused by its declared length', async () => {
    // None of the body is sent: bytes under way when the other side hangs up would reset the answer.
    const { status, text } = await sendRaw(worker.url, [head(JSON_TYPE, `content-length: ${100 * MEGABYTE}`)])
    expect(status).toBe(413)
    expect(text).toContain('payload_too_large')
  })

  it('a body of 100 MB without a length is refused long before all of it has arrived', async () => {
    const parts = [head(JSON_TYPE, 'transfer-encoding: chunked'), ...megabytes(100)]
    const { status, sentBytes } = await sendRaw(worker.url, parts)
    // Null: the connection was reset while bytes were still arriving, which may discard the answer on its way.
    expect([413, null]).toContain(status)
    expect(sentBytes).toBeLessThan(50 * MEGABYTE)
    expect((await sendRaw(worker.url, ['GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n'])).status).toBe(
      200,
    )
  })

  it.each([
    ['that is not UTF-8', Buffer.from([0x7b, 0x22, 0x73, 0x6b, 0x75, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
    ['with a NUL byte', Buffer.from('{"sku":"tea\0","quantity":1}')],
    ['with an escaped NUL', '{"sku":"iphone-15","quantity":1,"attributes":{"note":"\\u0000"}}'],
    ['with half of a surrogate pair', '{"sku":"iphone-15","quantity":1,"attributes":{"note":"\\ud800"}}'],
    ['nested 20,000 deep', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['that names __proto__', '{"sku":"iphone-15","quantity":1,"__proto__":{"price":0}}'],
    ['that is half JSON', '{"sku":"iphone-15",'],
  ])('%s is 400', async (_, body) => {
    const { status, text } = await sendRaw(worker.url, withBody(body))
    expect(status).toBe(400)
    expect(text).toContain('invalid_request')
  })
})

describe('fault 36: a head', () => {
  const plain = (...lines: readonly string[]) => [['GET /v1/cart HTTP/1.1', ...lines, '', ''].join('\r\n')]
  const fields = (count: number) => Array.from({ length: count }, (_, at) => `x-${at}: 1`)

  it.each([
    ['with 10,000 fields', () => plain('host: a', ...fields(10_000))],
    ['with 500 fields', () => plain('host: a', ...fields(500))],
    ['with a field of 1 MB', () => plain('host: a', `x: ${'a'.repeat(MEGABYTE)}`)],
    ['with a path of 1 MB', () => [`GET /${'a'.repeat(MEGABYTE)} HTTP/1.1\r\nhost: a\r\n\r\n`]],
    ['with a token of 60 KB', () => plain('host: a', `authorization: Bearer ${'a'.repeat(60_000)}`)],
    ['with a NUL in a field', () => plain('host: a', 'x: a\0b')],
    [
      'with bytes that are not UTF-8 in the path',
      () => [Buffer.from('GET /v1/products/\xff\xfe HTTP/1.1\r\nhost: a\r\n\r\n', 'latin1')],
    ],
    ['with escapes that are not UTF-8 in the path', () => ['GET /v1/products/%ff%fe HTTP/1.1\r\nhost: a\r\n\r\n']],
    ['with an escaped NUL in the path', () => ['GET /v1/products/tea%00 HTTP/1.1\r\nhost: a\r\n\r\n']],
    [
      'with a length and a transfer coding',
      () => [head(JSON_TYPE, 'content-length: 4', 'transfer-encoding: chunked'), '0\r\n\r\n'],
    ],
  ])('%s is 4xx', async (_, parts) => {
    const { status, text } = await sendRaw(worker.url, parts())
    expect(status, text.slice(0, 300)).toBeGreaterThanOrEqual(400)
    expect(status, text.slice(0, 300)).toBeLessThan(500)
  })

  // The runtime's own parser gives these answers; every answer of the worker would have a request id.
  it.each([
    ['with a length that is no number', () => [head('content-length: many'), '{}']],
    ['that is TLS', () => [Buffer.from('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', 'latin1')]],
    ['that is no HTTP at all', () => ['hello\r\n\r\n']],
  ])('%s never reaches the worker', async (_, parts) => {
    const { status, text } = await sendRaw(worker.url, parts())
    expect(status ?? 400, text.slice(0, 300)).toBeGreaterThanOrEqual(400)
    expect(text.toLowerCase()).not.toContain('x-request-id')
  })
})
