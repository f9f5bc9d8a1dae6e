/**
 * Reaches the cart from a page of the shop: the sign-in is in a cookie that no script can read, so the page's own paths
 * carry state and operations, and the socket is signed in by the cookie.
 * Invariant: a state is handed on only while its shopper is the one for whom it was asked.
 */

import type {
  Clock,
  Confirmed,
  Link,
  LinkOptions,
  OperationResult,
  Transport,
} from '../../../../client/src/live/ports.ts'
import { linkOver, type SocketLike } from '../../../../client/src/live/socket.ts'
import { confirmedOf } from '../../../../client/src/live/transport.ts'
import { PannierError } from '../../../../client/src/problem.ts'
import { type Answer, sendOnce } from '../../../../client/src/request.ts'
import type { CartBody } from '../../../contract/answers/cart.ts'
import type { Reader } from '../reader.ts'

const DEADLINE_MS = 10_000
/** The shopper without any sign-in. */
const STRANGER = ''
const SENDING = { url: '', headers: {}, fetch: (...request: Parameters<typeof fetch>) => fetch(...request) }

/** The cart of a stranger; older than any cart that the server has. */
const NO_CART: Confirmed = {
  ...{ epoch: -1, version: 1, etag: null },
  // The cast: an empty cart without amounts, for which the page shows other words.
  cart: { version: 0, items: [], saved: [], removed: [], coupons: [], notices: [], inCheckout: [] } as never,
}

export interface ShopTransport extends Transport {
  /** Resolves once the server has answered for the first time, or could not be reached. */
  readonly answered: Promise<void>
  /** Tells other tabs that the shopper may be another one now. */
  forgetElsewhere(): void
}

/** @param isStranger whether the page was made for a browser without a sign-in, so that nothing need be asked */
export function shopTransport({ path, locale }: Reader, clock: Clock, isStranger: boolean): ShopTransport {
  const answered = Promise.withResolvers<void>()
  let signedIn = Promise.withResolvers<void>()
  let user: string | null = isStranger ? STRANGER : null
  /** A state that was read to learn whose it is. */
  let read: Confirmed | null = null
  if (isStranger) answered.resolve()
  const tabs = new BroadcastChannel('pannier.shopper')
  tabs.onmessage = () => {
    user = null
  }

  const call = async (name: string, parts: Parameters<typeof sendOnce>[3]): Promise<Answer<CartBody>> => {
    try {
      const signal = AbortSignal.timeout(DEADLINE_MS)
      // The cast: both paths answer with the cart.
      return (await sendOnce(SENDING, null, name, { ...parts, signal })) as Answer<CartBody>
    } finally {
      answered.resolve()
    }
  }
  const meet = (id: string) => {
    user = id
    if (id === STRANGER) return
    signedIn.resolve()
  }
  /** Null when the state is the one of the tag. */
  const look = async (etag: string | null): Promise<Confirmed | null> => {
    const header = etag === null ? {} : { 'If-None-Match': etag }
    const answer = await call(`GET ${path('/cart/state')}`, { header })
    if (answer.status === 304) return null
    meet(answer.status === 204 ? STRANGER : answer.body.userId)
    return answer.status === 204 ? NO_CART : confirmedOf(answer.headers, answer.body as never)
  }

  return {
    answered: answered.promise,
    forgetElsewhere: () => tabs.postMessage(null),
    async user() {
      if (user === null) read = await look(null)
      return user ?? STRANGER
    },
    heldUser: async () => user,
    async push(client, operations) {
      const answer = await call(`POST ${path('/cart/batch')}`, { body: { client, atomic: false, operations } })
      const { results = [] } = answer.body as unknown as { results?: OperationResult[] }
      meet(answer.body.userId)
      return { results, state: confirmedOf(answer.headers, answer.body as never) }
    },
    async read(etag) {
      const known = read
      read = null
      if (known) return known
      if (user === STRANGER) return NO_CART
      const before = user
      const state = await look(etag)
      if (user === before) return state
      read = state
      throw new PannierError('network', 'Another shopper has signed in.')
    },
    /** A stranger's socket waits for the sign-in that the first operation makes. */
    async open(options: LinkOptions): Promise<Link> {
      await signedIn.promise
      const { since, client } = options
      const url = new URL('/v1/cart/live', location.href.replace(/^http/, 'ws'))
      url.searchParams.set('locale', locale)
      if (client) url.searchParams.set('client', client)
      if (since && since.epoch >= 0) url.searchParams.set('since', `${since.epoch}-${since.version}`)
      const socket = new WebSocket(url, ['pannier.1']) as SocketLike
      // The sign-in behind a socket that ends may have ended too.
      const forget = () => {
        user = null
        signedIn = Promise.withResolvers()
      }
      try {
        return await linkOver(socket, clock, {
          ...options,
          onClose(code) {
            forget()
            options.onClose(code)
          },
        })
      } catch (error) {
        forget()
        throw error
      }
    },
  }
}
