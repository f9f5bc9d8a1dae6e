/** The document's texts for live connections. AsyncAPI describes their messages. */
import { cartLiveQuery, liveRoutes, orderLiveQuery } from '../http/live.ts'
import { describeFields } from './describe.ts'
import { documented } from './operation.ts'

describeFields(cartLiveQuery.shape, {
  client: { description: 'The id that the client has chosen for itself; required for sending operations.' },
  since: { description: 'The newest `<epoch>-<version>` that the client has. Without it, the whole cart follows.' },
  locale: { description: 'The language of texts in the messages. Default: Accept-Language.' },
})

describeFields(orderLiveQuery.shape, {
  since: { description: 'The newest `<epoch>-<version>` that the client has. Without it, the whole order follows.' },
})

const OPEN = { 101: { description: 'The connection is open. `/asyncapi.json` describes its messages.' } }

const PROTOCOLS = {
  name: 'Sec-WebSocket-Protocol',
  description: '`pannier.1`; clients that cannot send Authorization add `bearer.<token>`.',
}

export const liveDocs = documented('live', 'Live connections', liveRoutes, {
  cart: {
    summary: 'Follow the cart and send operations, over a WebSocket with the protocol `pannier.1`',
    headers: [PROTOCOLS],
    answers: OPEN,
    refusals: [
      'invalid_request',
      'unauthenticated',
      'upgrade_required',
      'rate_limited',
      'unavailable',
      'too_many_sockets',
    ],
  },
  order: {
    summary: 'Follow one of your own orders over a WebSocket with the protocol `pannier.1`',
    headers: [PROTOCOLS],
    answers: OPEN,
    refusals: [
      'invalid_request',
      'unauthenticated',
      'not_found',
      'upgrade_required',
      'rate_limited',
      'unavailable',
      'too_many_sockets',
    ],
  },
})
