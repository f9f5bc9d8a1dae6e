/** Writes down what pages in Chromium send and hear about a cart, over sockets and over HTTP, in the order of their events. */
import type { Page } from 'playwright-core'
import type { CartBody } from '../../../../src/contract/answers/cart.ts'
import type { CartMessage } from '../../../../src/contract/live/protocol.ts'
import type { Entry, Position, SentOperation } from './entries.ts'

interface Numbered {
  readonly client: string
  readonly operations: readonly SentOperation[]
}

export class LiveRecorder {
  readonly log: Entry[] = []
  #sockets = 0

  /** Call it before the page is opened. */
  follow(page: Page): void {
    page.on('websocket', (socket) => {
      const url = new URL(socket.url())
      if (url.pathname !== '/v1/cart/live') return
      const id = ++this.#sockets
      const client = url.searchParams.get('client')
      this.log.push({
        kind: 'opened',
        at: performance.now(),
        socket: id,
        client,
        since: positionIn(url.searchParams.get('since')),
      })
      socket.on('framesent', ({ payload }) => {
        // The casts: the protocol of the page's own socket.
        if (payload !== 'ping') {
          const { ops } = JSON.parse(String(payload)) as { readonly ops: readonly SentOperation[] }
          this.log.push({ kind: 'sent', client, operations: ops })
        }
      })
      socket.on('framereceived', ({ payload }) => {
        if (payload !== 'pong') {
          const message = JSON.parse(String(payload)) as CartMessage
          this.log.push({ kind: 'heard', at: performance.now(), socket: id, message })
        }
      })
    })
    page.on('request', (request) => {
      if (!request.url().endsWith('/cart/batch')) return
      const { client, operations } = request.postDataJSON() as Numbered
      this.log.push({ kind: 'sent', client, operations })
    })
    page.on('response', async (response) => {
      const isBatch = response.url().endsWith('/cart/batch')
      if (response.status() !== 200 || !(isBatch || response.url().endsWith('/cart/state'))) return
      // A page that goes away takes its answer with it.
      const body = (await response.json().catch(() => null)) as CartBody | null
      if (body === null) return
      const [, epoch, version] = /"(\d+)-(\d+)/.exec(response.headers().etag ?? '') ?? []
      const position = { epoch: Number(epoch), version: Number(version) }
      this.log.push({ kind: 'read', at: performance.now(), position, items: body.items })
      if (isBatch && body.results) {
        const { client } = response.request().postDataJSON() as Numbered
        this.log.push({ kind: 'answered', client, results: body.results })
      }
    })
  }
}

function positionIn(since: string | null): Position | null {
  if (since === null) return null
  const [epoch, version] = since.split('-').map(Number)
  return { epoch: epoch ?? 0, version: version ?? 0 }
}
