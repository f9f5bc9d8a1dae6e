/** Calls the server: numbered batches and reads over HTTP, and the socket if sockets are available. */
import type { Cart } from '../api.ts'
import type { Pannier } from '../index.ts'
import type { Answer } from '../request.ts'
import type { Clock, Confirmed, OperationResult, Transport } from './ports.ts'
import { linkOver, type SocketLike } from './socket.ts'

/** A call that takes longer is aborted; its operations are sent again. */
const DEADLINE_MS = 10_000

export type OpenSocket = (url: string, protocols: string[]) => SocketLike

export function transportOf(pannier: Pannier, clock: Clock, openSocket: OpenSocket | null): Transport {
  // No retries, because the queue repeats its batches itself.
  const within = () => ({ retries: 0, signal: AbortSignal.timeout(DEADLINE_MS) })
  const transport: Transport = {
    user: async () => (await pannier.session()).userId,
    heldUser: async () => (await pannier.heldSession())?.userId ?? null,
    async push(client, operations) {
      // The cast: the queue makes only operations of the contract.
      const body = { client, atomic: false, operations } as never
      const answer = await pannier.call('POST /v1/cart/batch', { body, ...within() })
      // The casts: without `Prefer` the answer is the whole cart, and each result has the number of its operation.
      const { headers, body: cart } = answer as Answer<Cart>
      return { results: (cart.results ?? []) as readonly OperationResult[], state: confirmedOf(headers, cart) }
    },
    async read(etag) {
      const header = etag ? { header: { 'If-None-Match': etag } } : {}
      const { status, headers, body } = await pannier.call('GET /v1/cart', { ...header, ...within() })
      return status === 304 ? null : confirmedOf(headers, body)
    },
  }
  if (!openSocket) return transport
  return {
    ...transport,
    async open(options) {
      const { accessToken } = await pannier.session()
      const { since, client } = options
      const url = new URL(`${pannier.url.replace(/^http/, 'ws')}/v1/cart/live`)
      if (client) url.searchParams.set('client', client)
      if (since && since.epoch >= 0) url.searchParams.set('since', `${since.epoch}-${since.version}`)
      if (pannier.locale) url.searchParams.set('locale', pannier.locale)
      return linkOver(openSocket(url.href, ['pannier.1', `bearer.${accessToken}`]), clock, options)
    },
  }
}

export function confirmedOf(headers: Headers, body: Cart): Confirmed {
  const etag = headers.get('ETag')
  const [, epoch, version] = /"(\d+)-(\d+)/.exec(etag ?? '') ?? []
  const { results: _, client: __, ...cart } = body
  return { epoch: Number(epoch ?? 0), version: Number(version ?? cart.version), etag, cart }
}
