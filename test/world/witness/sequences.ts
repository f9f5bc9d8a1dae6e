/**
 * Follows the numbered operations of clients over all carts. Invariant: each is decided at most once, unless the cart has
 * forgotten its client: it knows sixteen, it ended, or it was put back to an older state.
 */
import type { Copy, LiveCopy } from '../../../src/domain/copy.ts'
import { compare, type Position } from '../../../src/domain/position.ts'
import { clientsOfRow, clientsText, type ModelClients, united } from '../model/clients.ts'

export class Sequences {
  readonly #decided = new Map<string, Set<number>>()
  readonly #forgotten = new Set<string>()

  /** False if it was decided before. */
  decide(client: string, seq: number): boolean {
    const numbers = this.#decided.get(client) ?? new Set()
    const isFirst = !numbers.has(seq)
    this.#decided.set(client, numbers.add(seq))
    return isFirst
  }

  isDecided(client: string, seq: number): boolean {
    return this.#decided.get(client)?.has(seq) ?? false
  }

  /** Whether a cart was right to say that it does not know the client. */
  isForgotten(client: string): boolean {
    return this.#forgotten.has(client)
  }

  /** A cart knew these clients, and then those. */
  changed(before: ModelClients, after: ModelClients): void {
    for (const id of before.keys()) if (!after.has(id)) this.forget(id)
  }

  forget(client: string): void {
    this.#forgotten.add(client)
    this.#decided.delete(client)
  }
}

/**
 * The clients of a cart that was put back to an older state and has read the record since: the higher watermark of each.
 * @param copies what it has read; of several the last one that was answered in time counts, and any may be that one
 */
export function mayHaveCaughtUp(own: ModelClients, at: Position, copies: readonly (Copy | null)[], now: ModelClients) {
  const ahead = copies.filter((copy) => copy?.state === 'live' && compare(copy, at) >= 0) as readonly LiveCopy[]
  const possible = ahead.map(({ lists }) => united(own, clientsOfRow(lists.clients?.all)))
  return (ahead.length > 0 ? possible : [own]).some((clients) => clientsText(clients) === clientsText(now))
}
