/**
 * Writes a batch of a client that numbers its operations, and reads the client's watermark.
 * Invariant: an answer has the client's watermark, so that a client that missed answers can continue from there.
 */
import { Problem, problemOf, unavailable } from '../../contract/problem.ts'
import type { Watermark } from '../../domain/cart/clients.ts'
import { isOfSequence } from '../../domain/cart/sequence.ts'
import type { RequestContext } from '../context.ts'
import type { Operation } from './command.ts'
import { answerWrite, resultOf, sendWrite } from './write.ts'

/**
 * These headers are refused, because a second way to recognize repeats or to refuse a write could contradict the
 * numbers.
 */
const REFUSED_HEADERS = ['Idempotency-Key', 'If-Match']

/** @param operations have consecutive numbers */
export async function writeSequenced(c: RequestContext, client: string, operations: readonly Operation[]) {
  for (const name of REFUSED_HEADERS) {
    if (c.req.header(name) !== undefined) {
      throw new Problem('invalid_request', `A batch with client does not take the header ${name}.`)
    }
  }
  const reply = await sendWrite(c, operations, { name: 'batch', atomic: false, client })
  if (reply.status === 'refused') return answerWrite(c, reply)
  const { client: watermark, results } = reply
  // An object of an earlier release, which may run for seconds of a deploy, has refused each operation as unknown.
  if (!watermark) throw unavailable('The cart cannot take numbered operations right now.')
  const [first] = results
  // The numbers are consecutive, so none of the others was decided either.
  if (first?.status === 'refused' && isOfSequence(first.refusal.code)) {
    const { code, detail, expected } = first.refusal
    throw new Problem(code, detail, { extra: { ...(expected && { expected }), client: watermark } })
  }
  const numbered = results.map((result, place) => ({ seq: operations[place]?.seq, ...resultOf(result) }))
  return answerWrite(c, reply, { results: numbered, client: watermark })
}

export async function readWatermark(c: RequestContext, clientId: string): Promise<Watermark> {
  const reply = await c.get('ports').carts.watermark(c.get('principal').id, clientId)
  if (reply.status === 'refused') throw problemOf(reply.refusal)
  return reply.client
}
