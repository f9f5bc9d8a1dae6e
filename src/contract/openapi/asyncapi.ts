/** The AsyncAPI 3 document of the live connections, from the schemas of their messages. */
import type * as z from 'zod/mini'
import {
  ackSchema,
  cartChangeSchema,
  cartResetSchema,
  errorSchema,
  opsSchema,
  orderChangeSchema,
  orderResetSchema,
  welcomeSchema,
} from '../answers/live.ts'
import { liveRoutes } from '../http/live.ts'
import { CLOSE, MAX_MESSAGE_BYTES, MESSAGES_PER_SECOND, PROTOCOL } from '../live/protocol.ts'
import { SECURITY } from './document.ts'
// The texts of the routes' fields.
import './live.ts'
import { type JsonSchema, schemaOf } from './schema.ts'

interface Message {
  readonly summary: string
  readonly schema: z.ZodMiniType
  readonly io: 'input' | 'output'
}

const OPS: Message = { summary: 'Operations, each decided exactly once', schema: opsSchema, io: 'input' }

const sent = (summary: string, schema: z.ZodMiniType): Message => ({ summary, schema, io: 'output' })

const WELCOME = sent('The present position; always the first message', welcomeSchema)
const ERROR = sent('A message was refused', errorSchema)

/** Those that the server sends, by their names in the document. */
const CART = {
  welcome: WELCOME,
  cartChange: sent('The cart after a commit, as the difference from the state before', cartChangeSchema),
  cartReset: sent('The whole cart', cartResetSchema),
  ack: sent('The operations of a message were decided', ackSchema),
  error: ERROR,
}
const ORDER = {
  welcome: WELCOME,
  orderChange: sent('The fields of the order that a commit has changed', orderChangeSchema),
  orderReset: sent('The whole order', orderResetSchema),
  error: ERROR,
}

/** Text, not JSON. */
const BEATS = {
  ping: { summary: 'Sent at least every 25 seconds, and only after the last pong', text: 'ping' },
  pong: { summary: 'The answer to ping', text: 'pong' },
}

const CLOSE_CODES = Object.entries(CLOSE)
  .map(([name, code]) => `${code} ${name.replaceAll('_', ' ')}`)
  .join(', ')

const DESCRIPTION = `Live connections of Pannier, over WebSockets with the subprotocol \`${PROTOCOL}\`. Add the subprotocol \`bearer.<token>\` to authenticate; clients that can send Authorization send that instead. A message of a client has at most ${MAX_MESSAGE_BYTES} bytes, and a client sends at most ${MESSAGES_PER_SECOND} a second. Close codes: ${CLOSE_CODES}.`

export function asyncApiDocument(version: string): object {
  const schemas: Record<string, JsonSchema> = {}
  const messages: Record<string, object> = {}
  for (const [name, { summary, schema, io }] of Object.entries({ ops: OPS, ...CART, ...ORDER })) {
    messages[name] = { name, summary, contentType: 'application/json', payload: schemaOf(schema, io, schemas) }
  }
  for (const [name, { summary, text }] of Object.entries(BEATS)) {
    messages[name] = { name, summary, contentType: 'text/plain', payload: { const: text } }
  }
  const received = { cart: ['ops', 'ping'], order: ['ping'] }
  const sentBy = { cart: [...Object.keys(CART), 'pong'], order: [...Object.keys(ORDER), 'pong'] }
  const channels = Object.entries(liveRoutes).map(([name, { path, query, ...rest }]) => {
    // The cast: the routes have no other names.
    const all = [...received[name as 'cart'], ...sentBy[name as 'cart']]
    const channel = {
      address: path.replaceAll(/:(\w+)/g, '{$1}'),
      ...('params' in rest && { parameters: { id: { description: 'The id of one of your own orders.' } } }),
      messages: Object.fromEntries(all.map((each) => [each, { $ref: `#/components/messages/${each}` }])),
      bindings: { ws: { method: 'GET', query: schemaOf(query, 'input', schemas), bindingVersion: '0.1.0' } },
    }
    return [name, channel] as const
  })
  const operations = Object.keys(liveRoutes).flatMap((name) => [
    [`${name}Receive`, operationOf('receive', name, received[name as 'cart'])] as const,
    [`${name}Send`, operationOf('send', name, sentBy[name as 'cart'])] as const,
  ])
  return {
    asyncapi: '3.0.0',
    info: {
      ...{ title: 'Pannier live connections', version, description: DESCRIPTION },
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    servers: {
      deployment: {
        host: '{host}',
        protocol: 'wss',
        variables: { host: { description: 'The host of the deployment.', default: 'localhost' } },
        security: [{ $ref: '#/components/securitySchemes/bearer' }],
      },
    },
    channels: Object.fromEntries(channels),
    operations: Object.fromEntries(operations),
    components: { schemas, messages, securitySchemes: SECURITY },
  }
}

/** @param action as the server sees it */
function operationOf(action: 'receive' | 'send', channel: string, messages: readonly string[]): object {
  return {
    action,
    channel: { $ref: `#/channels/${channel}` },
    messages: messages.map((name) => ({ $ref: `#/channels/${channel}/messages/${name}` })),
  }
}
