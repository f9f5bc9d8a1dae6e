/**
 * The copies of one cart side by side, for operators. Invariant: reading them changes nothing: the object is neither
 * hydrated nor created, and a tier that does not answer is shown as unavailable instead of failing the whole.
 */
import type { CartCopiesBody } from '../../contract/answers/admin-carts.ts'
import { timeOf } from '../../contract/http/shapes.ts'
import type { Peek } from '../../contract/rpc/aggregate.ts'
import { type CopiesByPlace, compareCopies } from '../../domain/cart/copies.ts'
import type { Copy } from '../../domain/copy.ts'
import { formatPosition, NEVER, same } from '../../domain/position.ts'
import { callObject } from '../object-call.ts'
import type { Ports } from '../ports.ts'

type Head = CartCopiesBody['copies']['object']
/** A copy, null for none, or why it cannot be read. */
type Found = Copy | null | 'off' | 'unavailable'

export async function cartCopies({ objects, l2, record }: Ports, userId: string): Promise<CartCopiesBody> {
  const none = (): Found => 'unavailable'
  const inRedis: Promise<Found> = l2 ? l2.getCopy('cart', userId).catch(none) : Promise.resolve('off')
  const inRecord: Promise<Found> = record.getCopy('cart', userId).catch(none)
  const inObject = callObject(true, () => objects.cart(userId).peek()).catch(() => null)
  const [peek, redis, stored] = await Promise.all([inObject, inRedis, inRecord])
  const copies: CopiesByPlace = { object: peek?.copy ?? null, redis: copyIn(redis), record: copyIn(stored) }
  const { agree, rows } = compareCopies(copies)
  return {
    userId,
    // An evicted object has no rows, but its position must be that of a copy.
    agree: agree && (peek?.state !== 'evicted' || isHeld(peek, copies)),
    isDirty: peek && !same(peek.confirmed, peek),
    confirmed: peek && positionOf(peek.confirmed),
    copies: { object: peek ? headOfPeek(peek) : NO_ANSWER, redis: headOf(redis), record: headOf(stored) },
    // The cast: rows are JSON, whose types differ only in `readonly`.
    rows: rows as CartCopiesBody['rows'],
  }
}

function isHeld(peek: Peek, { redis, record }: CopiesByPlace): boolean {
  return [redis, record].some((copy) => copy !== null && same(copy, peek))
}

function copyIn(found: Found): Copy | null {
  return typeof found === 'string' ? null : found
}

const NOTHING = { position: null, schema: null, seal: null, updatedAt: null } as const
const NO_ANSWER: Head = { ...NOTHING, state: 'unavailable' }

function headOf(found: Found): Head {
  if (typeof found === 'string') return { ...NOTHING, state: found }
  if (!found) return { ...NOTHING, state: 'none' }
  const { state, schema, updatedAt } = found
  const seal = found.state === 'live' ? found.seal : null
  return { state, position: formatPosition(found), schema, seal, updatedAt: timeOf(updatedAt) }
}

function headOfPeek({ copy, state, updatedAt, ...position }: Peek): Head {
  if (copy) return headOf(copy)
  const at = state === 'none' ? null : timeOf(updatedAt)
  return { ...NOTHING, state, position: positionOf(position), updatedAt: at }
}

function positionOf(position: Pick<Peek, 'epoch' | 'version'>): string | null {
  return same(position, NEVER) ? null : formatPosition(position)
}
