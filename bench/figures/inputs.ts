/**
 * CPU of the shipped worker for the longest header, precondition, token, URL, query, body, form and signature, beside
 * the same request with a short one. Windows alternate, so that each pair shares the noise of its round.
 */
import { canReadCpu, cpuMs } from '../cpu-clock.ts'
import type { Call } from '../driver.ts'
import { atMost, type Figure, median, shown } from '../figure.ts'
import { withFolder } from '../folders.ts'
import { openShop, type Shop } from '../shop.ts'

/** Characters that the platform and the guard allow for all header fields, and for a body. */
const LONG = 60_000
const SHORT = 16
/** Characters of a URL; the guard refuses longer ones. */
const LONG_URL = 8_000
const MAX_MS = 2

interface Input {
  readonly name: string
  readonly long: number
  of(length: number): Call
}

export const inputs: Figure = async ({ quick, say }) => {
  if (!canReadCpu()) return [shown('CPU of long inputs', 'not measured: it is read from /proc')]
  const [rounds, requests] = quick ? [3, 40] : [9, 150]
  return withFolder('tmpfs', async (folder) => {
    const shop = await openShop({ dataDir: folder })
    try {
      const [guest] = await shop.guests(1)
      const all = inputsOf(guest?.token ?? '')
      const longs = new Map(all.map((input) => [input, [] as number[]]))
      const shorts = new Map(all.map((input) => [input, [] as number[]]))
      // The first round warms up and is discarded.
      for (let round = 0; round <= rounds; round++) {
        for (const input of round % 2 === 0 ? all : all.toReversed()) {
          const short = await costOf(shop, input.of(SHORT), requests)
          const long = await costOf(shop, input.of(input.long), requests)
          if (round === 0) continue
          shorts.get(input)?.push(short)
          longs.get(input)?.push(long)
        }
      }
      return all.map((input) => {
        const [short, long] = [median(shorts.get(input) ?? []), median(longs.get(input) ?? [])]
        const added = median((longs.get(input) ?? []).map((value, round) => value - (shorts.get(input)?.[round] ?? 0)))
        say(`${input.name}: ${ms(short)} with ${SHORT} characters, ${ms(long)} with ${input.long}`)
        return atMost(`CPU added by ${input.long.toLocaleString('en')} characters of ${input.name}`, added, MAX_MS, ms)
      })
    } finally {
      await shop.stop()
    }
  })
}

function inputsOf(token: string): readonly Input[] {
  const get = (path: string, headers: Readonly<Record<string, string>>): Call => ({ method: 'GET', path, headers })
  const header = (name: string, unit: string): Input => ({
    name: `the header ${name}`,
    long: LONG,
    of: (length) => get('/v1/products/sku-0', { [name]: unit.repeat(length / unit.length) }),
  })
  const post = (name: string, path: string, body: (length: number) => unknown): Input => ({
    name,
    long: LONG,
    of: (length) => ({ method: 'POST', path, token, body: body(length) }),
  })
  const webhook = { 'webhook-id': 'evt_1', 'webhook-timestamp': String(Math.floor(Date.now() / 1000)) }
  const signature = `v1,${'A'.repeat(43)}= `
  return [
    header('Accept-Language', 'a,'),
    header('If-None-Match', '"a",'),
    {
      name: 'If-Match',
      long: LONG,
      of: (length) => ({
        method: 'DELETE',
        path: '/v1/cart',
        token,
        headers: { 'If-Match': `"${'a'.repeat(length)}` },
      }),
    },
    {
      name: 'a token',
      long: LONG,
      of: (length) => ({ method: 'GET', path: '/v1/cart', token: 'a.'.repeat(length / 2) }),
    },
    { name: 'a URL', long: LONG_URL, of: (length) => get(`/v1/products/${'a'.repeat(length)}`, {}) },
    { name: 'a query', long: LONG_URL, of: (length) => get(`/v1/products?cursor=${'ab+'.repeat(length / 3)}`, {}) },
    {
      name: 'search words',
      long: LONG_URL,
      of: (length) => get(`/v1/suggestions?query=${'zq+'.repeat(length / 3)}`, {}),
    },
    post('a body of one text', '/v1/cart/items', (length) => ({ sku: 'a'.repeat(length), quantity: 1 })),
    post('a body of many fields', '/v1/cart/items', (length) => ({
      sku: 'sku-0',
      quantity: 1,
      attributes: fields(length),
    })),
    post('a body of many faults', '/v1/cart/batch', (length) => ({
      operations: Array(Math.ceil(length / 3)).fill({}),
    })),
    {
      name: 'signatures with a body of the same length',
      long: LONG,
      of: (length) => ({
        method: 'POST',
        path: '/v1/webhooks/payments/simulated',
        headers: { ...webhook, 'webhook-signature': signature.repeat(Math.ceil(length / signature.length)) },
        body: 'a'.repeat(length),
      }),
    },
  ]
}

function fields(length: number): Readonly<Record<string, string>> {
  return Object.fromEntries(Array.from({ length: Math.ceil(length / 12) }, (_, n) => [`f${n}`, 'x']))
}

/** CPU milliseconds of one request; refusals count too. */
async function costOf({ driver, pid }: Shop, call: Call, requests: number): Promise<number> {
  const before = cpuMs(pid())
  for (let n = 0; n < requests; n++) await driver.ask({ ...call, repeatable: true })
  return (cpuMs(pid()) - before) / requests
}

function ms(value: number): string {
  return `${Math.max(0, value).toFixed(2)} ms`
}
