/**
 * Webhooks and e-mail messages: how long after its change an event reaches an endpoint, and how many of both a deployment
 * delivers in a second, to receivers on the same machine that accept at once. In the shipped worker on D1.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { login, newEmail, pairIn, registration } from '../accounts.ts'
import { atMost, type Figure, percentile, shown } from '../figure.ts'
import { withFolder } from '../folders.ts'
import { openShop, type Shop, SKUS } from '../shop.ts'

/** A replay has at most 1,000. */
const EVENTS = 900
const MAILS = 100
const AT_ONCE = 8
/** Edits in a second of a busy back office. */
const PACE = 20
const MAX_DELAY_MS = 2_000
/** A run whose deliveries do not end has failed. */
const PATIENCE_MS = 120_000
const ADMIN = { email: 'admin@pannier.example', password: 'admin of the bench' }

/** Accepts every POST. */
async function receiver() {
  const received: { readonly body: string; readonly at: number }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => {
      received.push({ body, at: Date.now() })
      response.writeHead(200).end('{"id":"1"}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const until = async (count: number) => {
    const end = Date.now() + PATIENCE_MS
    while (received.length < count) {
      if (Date.now() > end) throw new Error(`${received.length} of ${count} deliveries arrived`)
      await wait(5)
    }
  }
  // The cast: the server listens on a port.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return { url, received, until, stop: () => server.close() }
}

/** Runs the work for each number, so many in a second, however long each of them takes. */
async function paced(count: number, aSecond: number, work: (number: number) => Promise<unknown>): Promise<void> {
  const startedAt = Date.now()
  await Promise.all(
    Array.from({ length: count }, async (_, number) => {
      await wait(startedAt + (number * 1_000) / aSecond - Date.now())
      await work(number)
    }),
  )
}

/** Runs the work for each number, a few at a time. */
async function eachOf(count: number, work: (number: number) => Promise<unknown>): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

const perSecond = (count: number, ms: number) => `${Math.round((count * 1_000) / ms).toLocaleString('en')}/s`
const ms = (value: number) => `${Math.round(value)} ms`

export const deliveries: Figure = ({ quick }) =>
  withFolder('disk', async (dataDir) => {
    const [hooks, mails] = [await receiver(), await receiver()]
    const shop = await openShop({
      dataDir,
      vars: {
        ...{ ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password, WEBHOOK_LOOPBACK: 'allow' },
        ...{ MAIL_PROVIDER: 'http', MAIL_FROM: 'Shop <shop@pannier.example>', MAIL_HTTP_URL: mails.url },
        ...{ MAIL_HTTP_KEY: 'key', PUBLIC_ORIGIN: 'https://shop.example' },
      },
    })
    try {
      const part = quick ? 10 : 1
      return [...(await ofWebhooks(shop, hooks, EVENTS / part)), ...(await ofMails(shop, mails, MAILS / part))]
    } finally {
      await shop.stop()
      hooks.stop()
      mails.stop()
    }
  })

type Receiver = Awaited<ReturnType<typeof receiver>>

async function ofWebhooks({ driver }: Shop, { url, received, until }: Receiver, count: number) {
  const { token } = pairIn((await driver.call({ ...login(ADMIN.email, ADMIN.password), repeatable: true })).body)
  const path = '/v1/admin/webhooks'
  const types = ['product.updated']
  const made = await driver.call({ method: 'POST', path, token, body: { url, types }, repeatable: true })
  // The cast: the contract's answer.
  const { id } = JSON.parse(made.body) as { id: string }
  const from = new Date(Date.now() - 1_000).toISOString()
  const edit = (number: number) => {
    const body = { weightGrams: 1_000 + number }
    const sku = SKUS[number % SKUS.length]
    return driver.call({
      ...{ method: 'PATCH', path: `/v1/admin/products/${sku}`, token, body },
      headers: { 'if-match': '*' },
      repeatable: true,
    })
  }
  // The cast: an event of the public stream.
  const delaysFrom = (first: number) =>
    received.slice(first).map(({ body, at }) => at - Date.parse((JSON.parse(body) as { at: string }).at))
  const some = Math.ceil(count / 3)
  await paced(some, PACE, edit)
  await until(some)
  const delays = delaysFrom(0)
  const startedAt = Date.now()
  await eachOf(count - some, (number) => edit(some + number))
  const edited = Date.now() - startedAt
  await until(count)
  const backlog = delaysFrom(some)
  const again = Date.now()
  const to = new Date(again + 1_000).toISOString()
  const sent = await driver.call({ method: 'POST', path: `${path}/${id}/replay`, token, body: { from, to } })
  const { queued } = JSON.parse(sent.body) as { queued: number }
  await until(count + queued)
  return [
    shown(`change to endpoint, ${PACE} edits a second, p50`, ms(percentile(delays, 50))),
    atMost('… p99', percentile(delays, 99), MAX_DELAY_MS, ms),
    shown(`edits a second, as many as possible, each with an event`, perSecond(count - some, edited)),
    shown('… change to endpoint, p50, p99', `${ms(percentile(backlog, 50))}, ${ms(percentile(backlog, 99))}`),
    shown(
      `webhooks a second to one endpoint, ${queued.toLocaleString('en')} replayed`,
      perSecond(queued, Date.now() - again),
    ),
  ]
}

/** Forgotten passwords, because registrations would measure how long passwords are hashed. */
async function ofMails({ driver }: Shop, { received, until }: Receiver, count: number) {
  const emails = Array.from({ length: count }, newEmail)
  // The worker may have closed an idle connection; another attempt of these calls does no harm.
  await eachOf(count, (number) => driver.call({ ...registration(emails[number] ?? ''), repeatable: true }))
  await until(count)
  const asked = new Map<string, number>()
  const startedAt = Date.now()
  // Answers to this call take equally long for every address, so few at once would measure that.
  await paced(count, count, async (number) => {
    const email = emails[number] ?? ''
    asked.set(email, Date.now())
    await driver.call({ method: 'POST', path: '/v1/auth/recovery', body: { email }, repeatable: true })
  })
  await until(2 * count)
  const delays = received.slice(count).map(({ body, at }) => {
    const email = emails.find((each) => body.includes(`${each}"`)) ?? ''
    return at - (asked.get(email) ?? at)
  })
  return [
    shown(`messages a second, ${count} forgotten passwords within a second`, perSecond(count, Date.now() - startedAt)),
    shown('… request to message, p50, p99', `${ms(percentile(delays, 50))}, ${ms(percentile(delays, 99))}`),
  ]
}
