/** Receives the notices of alerts and verifies their signatures. */
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { verifyWebhook } from '../../src/contract/standard-webhooks.ts'

export interface Notice {
  readonly id: string
  readonly state: 'firing' | 'resolved'
  /** When it arrived, in milliseconds since 1970. */
  readonly at: number
}

export interface Receiver {
  readonly vars: { readonly ALERT_WEBHOOK_URL: string; readonly ALERT_WEBHOOK_SECRET: string }
  /** The first notice of that alert and state that arrived after the time; null when none comes in time. */
  wait(id: string, state: Notice['state'], after: number, patienceMs: number): Promise<Notice | null>
  /** Ids of the alerts that have fired so far. */
  firing(): readonly string[]
  stop(): Promise<void>
}

const LOOK_MS = 250

export async function startReceiver(): Promise<Receiver> {
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  const notices: Notice[] = []
  const server = createServer((request, response) => {
    const take = async () => {
      const body = await text(request)
      const header = (name: string) => String(request.headers[name] ?? '')
      if (!(await verifyWebhook(secret, header, body, Date.now()))) return 401
      // The cast: the worker's own notice, whose signature is valid.
      const { data } = JSON.parse(body) as { readonly data: Omit<Notice, 'at'> }
      notices.push({ id: data.id, state: data.state, at: Date.now() })
      return 204
    }
    take().then(
      (status) => response.writeHead(status).end(),
      () => response.writeHead(500).end(),
    )
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    vars: { ALERT_WEBHOOK_URL: `http://127.0.0.1:${port}/`, ALERT_WEBHOOK_SECRET: secret },
    async wait(id, state, after, patienceMs) {
      const giveUpAt = Date.now() + patienceMs
      for (;;) {
        const found = notices.find((notice) => notice.id === id && notice.state === state && notice.at >= after)
        if (found) return found
        if (Date.now() > giveUpAt) return null
        await new Promise((done) => setTimeout(done, LOOK_MS))
      }
    },
    firing: () => [...new Set(notices.filter(({ state }) => state === 'firing').map(({ id }) => id))],
    stop: () => new Promise<void>((done) => server.close(() => done())),
  }
}
