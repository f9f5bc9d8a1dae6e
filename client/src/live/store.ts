/**
 * The stored values: the owner of the cart, the queue of each shopper, and the last confirmed cart.
 * Invariant: every tab shows only these values, so that all tabs show the same.
 */
import type { Confirmed, Storage, Transaction } from './ports.ts'
import { EMPTY, joined, type Queue } from './queue.ts'

/** The owner before there is a guest or a user. */
const NO_OWNER = ''
const OWNER = 'owner'
/** The epoch of a cart that was shown before the sign-in; older than any of the user's own. */
const FOREIGN = -1

export function isForeign({ epoch }: Confirmed): boolean {
  return epoch === FOREIGN
}

export interface Stored {
  readonly owner: string
  readonly queue: Queue
  readonly confirmed: Confirmed | null
}

/** Reads the values of the present shopper and stores what `change` returns, as one step. @returns the values then */
export function update(
  storage: Storage,
  change: (stored: Stored) => Partial<Pick<Stored, 'queue' | 'confirmed'>> | null,
): Promise<Stored> {
  return storage.transact(async (transaction) => {
    const stored = await read(transaction)
    const { owner } = stored
    const { queue, confirmed } = change(stored) ?? {}
    if (queue) transaction.put(`queue:${owner}`, queue)
    if (confirmed) transaction.put(`cart:${owner}`, confirmed)
    return { owner, queue: queue ?? stored.queue, confirmed: confirmed ?? stored.confirmed }
  })
}

export function readStored(storage: Storage): Promise<Stored> {
  return storage.transact(read)
}

// The casts: only this file writes these values.
async function read(transaction: Transaction): Promise<Stored> {
  const owner = ((await transaction.get(OWNER)) as string | undefined) ?? NO_OWNER
  return { owner, queue: await queueOf(transaction, owner), confirmed: await cartOf(transaction, owner) }
}

async function queueOf(transaction: Transaction, owner: string): Promise<Queue> {
  return ((await transaction.get(`queue:${owner}`)) as Queue | undefined) ?? EMPTY
}

async function cartOf(transaction: Transaction, owner: string): Promise<Confirmed | null> {
  return ((await transaction.get(`cart:${owner}`)) as Confirmed | undefined) ?? null
}

/**
 * Sets the owner of the cart. A guest's queue moves to the user, because the carts are merged at the sign-in; a user's
 * queue waits until that user signs in again.
 * @param user null without a sign-in and without a guest
 * @returns whether the owner has changed
 */
export function adopt(storage: Storage, user: string | null): Promise<boolean> {
  return storage.transact(async (transaction) => {
    const { owner, queue, confirmed } = await read(transaction)
    const isAccount = owner.startsWith('usr_')
    // A guest stays the owner until there is another owner.
    if (owner === (user ?? NO_OWNER) || (user === null && !isAccount)) return false
    const next = user ?? NO_OWNER
    transaction.put(OWNER, next)
    transaction.put(`cart:${owner}`, undefined)
    if (isAccount) {
      if (queue.operations.length === 0) transaction.put(`queue:${owner}`, undefined)
      return true
    }
    transaction.put(`queue:${next}`, joined(await queueOf(transaction, next), queue))
    transaction.put(`queue:${owner}`, undefined)
    // This cart is shown until the user's own cart arrives, because it is older than any state of the user's.
    const shown =
      (await cartOf(transaction, next)) ?? (confirmed && { ...confirmed, epoch: FOREIGN, version: 0, etag: null })
    if (shown) transaction.put(`cart:${next}`, shown)
    return true
  })
}

/** Whether the state replaces the stored one; prices and stock change the tag within one version. */
export function isNewer(state: Confirmed, before: Confirmed | null): boolean {
  if (!before || state.epoch !== before.epoch) return !before || state.epoch > before.epoch
  return state.version > before.version || (state.version === before.version && state.etag !== before.etag)
}
