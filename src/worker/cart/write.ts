/**
 * One cart write, from validated commands to the answer: facts from the catalogue, the shopper's object, the view.
 * Invariant: title and price of a product come only from the catalogue, never from the client.
 */
import type { TypedResponse } from 'hono'
import type * as z from 'zod/mini'
import type { CartBody, MinimalBody } from '../../contract/answers/cart.ts'
import type { cartRoutes as routes } from '../../contract/http/cart.ts'
import { Problem, unavailable } from '../../contract/problem.ts'
import type { CartStepResult, CartWrite, CartWriteReply } from '../../contract/rpc/cart.ts'
import type { RequestContext } from '../context.ts'
import { FrequentAnswer, JSON_TYPE, whole } from '../http/answer.ts'
import { locales } from '../http/locales.ts'
import { defined } from '../http/validate.ts'
import { view } from './answer.ts'
import type { Operation } from './command.ts'
import { envelopeOf, hashOf, wantsMinimal } from './envelope.ts'
import { factsFor, noteAdds } from './facts.ts'

export interface WriteOptions {
  /** The operation's name in the cart's history. */
  readonly name: string
  /** The validated body. An idempotency key is stored with its hash and cannot be reused for another body. */
  readonly body?: unknown
  readonly atomic?: boolean
  /** The client that has numbered the operations. */
  readonly client?: string | undefined
}

/** Runs the operations as one write of the shopper's cart and answers it. */
export async function writeCart(c: RequestContext, operations: readonly Operation[], options: WriteOptions) {
  const { atomic = true } = options
  const reply = await sendWrite(c, operations, options)
  return answerWrite(c, reply, !atomic && reply.status !== 'refused' ? { results: reply.results.map(resultOf) } : null)
}

/** Runs the operations as one write of the shopper's cart. */
export async function sendWrite(
  c: RequestContext,
  operations: readonly Operation[],
  options: WriteOptions,
): Promise<CartWriteReply> {
  const named = envelopeOf(c, options.body ?? null)
  const envelope = named instanceof Promise ? await named : named
  const found = factsFor(c.get('ports').catalogue, operations, locales(c))
  const products = found instanceof Promise ? await found : found
  const isKeyed = operations.some(({ key }) => key !== undefined)
  const { name, atomic = true, client } = options
  const step = client === undefined ? plainStep : sequencedStep(client)
  const steps = isKeyed ? await Promise.all(operations.map(keyedStep)) : operations.map(step)
  const reply = await c.get('ports').carts.write(c.get('principal').id, { ...envelope, name, atomic, steps, products })
  if (reply.status === 'accepted') noteAdds(c.get('ports').heat, operations, reply.results)
  return reply
}

type Step = CartWrite['steps'][number]

function plainStep({ command }: Operation): Step {
  return { command, key: null }
}

function sequencedStep(client: string) {
  return ({ command, seq = 0 }: Operation): Step => {
    return { command: { type: 'sequenced', client, seq, command }, key: null }
  }
}

async function keyedStep({ command, key }: Operation): Promise<Step> {
  return { command, key: key === undefined ? null : { key: `operation ${key}`, hash: await hashOf(command) } }
}

/** The cart as its object has it, after a read or a write. */
export const CART = new FrequentAnswer({ ...JSON_TYPE, 'X-Cart-Source': 'object' })

/**
 * Answers with the object's reply to a write. Throws the object's refusal as a Problem.
 * @param more fields of the answer that only some writes have
 */
export async function answerWrite(
  c: RequestContext,
  reply: CartWriteReply,
  more: Pick<CartBody, 'results' | 'client'> | null = null,
) {
  if (reply.status === 'refused') throw await problemOf(c, reply)
  const shown = view(c, reply.cart)
  const { body, text, etag } = shown instanceof Promise ? await shown : shown
  const isPlain = reply.status === 'accepted' && !more && !wantsMinimal(c)
  if (isPlain) return writeAnswer(CART.of(c, text, etag))
  const fields: Record<string, string> = { ...JSON_TYPE, ETag: etag, 'X-Cart-Source': 'object' }
  if (reply.status === 'replayed') fields['Idempotency-Replayed'] = 'true'
  if (wantsMinimal(c)) {
    fields['Preference-Applied'] = 'return=minimal'
    const { version, totals } = body
    const minimal = { version, changed: [...reply.changed], totals, ...more } satisfies MinimalBody
    return writeAnswer(whole(c, JSON.stringify(minimal), fields))
  }
  return writeAnswer(whole(c, more ? JSON.stringify({ ...body, ...more } satisfies CartBody) : text, fields))
}

/** The cast: the typed client reads the type of the body here. */
function writeAnswer(response: Response) {
  return response as unknown as TypedResponse<CartBody | MinimalBody, 200, 'json'>
}

async function problemOf(c: RequestContext, reply: CartWriteReply & { status: 'refused' }): Promise<Problem> {
  const { refusal, index, cart } = reply
  if (refusal.code === 'unavailable') return unavailable(refusal.detail)
  if (cart) {
    const { body, etag } = await view(c, cart)
    return new Problem(refusal.code, refusal.detail, { extra: { current: body }, headers: { ETag: etag } })
  }
  return new Problem(refusal.code, refusal.detail, {
    extra: {
      ...(index !== null && c.req.path.endsWith('/batch') && { index }),
      ...(refusal.lineIds && { lineIds: refusal.lineIds }),
    },
  })
}

export function resultOf(result: CartStepResult) {
  if (result.status === 'done') return { status: result.status, ...(result.code !== null && { code: result.code }) }
  if (result.status !== 'refused') return { status: result.status }
  const { code, detail, lineIds } = result.refusal
  return { status: result.status, code, detail, ...(lineIds && { lineIds: [...lineIds] }) }
}

export function addToCart(c: RequestContext, line: z.output<typeof routes.add.body>) {
  return writeCart(c, [{ command: { type: 'add', ...defined(line) } }], { name: 'add', body: line })
}
