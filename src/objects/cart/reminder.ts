/**
 * A user's cart that was left with lines: the event `cart.abandoned`, and the account's message about it.
 * Invariant: the ids of both follow from the position of the shopper's last change, so that a repeat after a crash is
 * accepted once, even if the shop has written meanwhile.
 */
import type { AccountObject } from '../../contract/rpc/account.ts'
import { cartIdOf, lines } from '../../domain/cart/cart.ts'
import { fnv1a } from '../../domain/hash.ts'
import { newId } from '../../domain/id.ts'
import type { PublicEvent } from '../../domain/outbox.ts'
import { formatPosition, type Position } from '../../domain/position.ts'
import type { RowsView } from '../../domain/rows.ts'
import type { EventStream } from '../events/event-stream.ts'

export interface ReminderPorts {
  /** Time from the shopper's last change until the cart counts as abandoned; shorter than a month. */
  readonly afterMs: number
  readonly events: EventStream
  account(userId: string): Pick<AccountObject, 'remindOfCart'>
}

/** The shop's own writes. They do not make a cart newer for its shopper. */
export const NOT_BY_SHOPPER: ReadonlySet<string> = new Set([
  ...['forget', 'push', 'merged', 'checkout_placed', 'checkout_refused', 'checkout_sold'],
  ...['give_back', 'take_back', 'passed_on', 'note_order'],
])

/**
 * @param left the position of the shopper's last change
 * @param at when the cart began to count as abandoned
 * Throws when the stream or the account does not answer.
 */
export async function remind(
  userId: string,
  rows: RowsView,
  left: Position,
  at: number,
  { events, account }: ReminderPorts,
): Promise<void> {
  const now = lines(rows)
  if (now.length === 0) return
  const cartId = cartIdOf(userId)
  const idOf = (prefix: 'evt' | 'msg') => newId(prefix, at, numbersOf(`${userId} ${formatPosition(left)}`))
  const items = now.map(([sku, { quantity }]) => ({ sku, quantity }))
  const event: PublicEvent = {
    ...{ id: idOf('evt'), type: 'cart.abandoned', version: 1, subject: `cart:${cartId}`, at },
    data: { cartId, userId, lines: items },
  }
  await events.accept([event])
  const skus = [...new Set(items.map(({ sku }) => sku))]
  await account(userId).remindOfCart({ id: idOf('msg'), skus }, 'cart.reminder')
}

/** A generator that gives the same numbers for the same text. An id also has the time, so 32 bits keep ids apart. */
function numbersOf(text: string): () => number {
  let count = 0
  return () => fnv1a(`${text} ${count++}`) / 2 ** 32
}
