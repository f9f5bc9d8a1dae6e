/**
 * The clients that number their operations, each with its watermark: the number of its last operation that the cart has
 * decided. All clients are one row, so that an operation writes at most one more row. Pure.
 * Invariant: a watermark only rises; the row holds the MAX_CLIENTS most recently used clients, the newest last.
 */
import { type RowsView, storedBytes } from '../rows.ts'

export const CLIENTS = 'clients'
/** The key of the one row. */
export const ALL = 'all'

export const MAX_CLIENTS = 16
/** The number of refusals that are stored for each client. */
export const MAX_REFUSED = 8

type RefusedOperation = readonly [seq: number, code: string]

export type KnownClient = {
  readonly id: string
  /** The number of the last operation that was decided, whether it was applied or refused. */
  readonly last: number
  /** When it was last used, in milliseconds since 1970; greater than that of every client used before it. */
  readonly at: number
  /** The newest refusals, for a client that missed the answer. */
  readonly refused?: readonly RefusedOperation[]
}

/** The watermark in answers; `last` is 0 if the cart has no row for the client. */
export interface Watermark {
  readonly id: string
  readonly last: number
}

export function knownClients(rows: RowsView): readonly KnownClient[] {
  // Only `evolve` writes this row.
  return (rows.get(CLIENTS, ALL) as readonly KnownClient[] | undefined) ?? []
}

export function clientOf(rows: RowsView, id: string): KnownClient | undefined {
  return knownClients(rows).find((client) => client.id === id)
}

export function watermarkOf(rows: RowsView, id: string): Watermark {
  return { id, last: clientOf(rows, id)?.last ?? 0 }
}

/** Bytes of the row. They do not count towards the cart's limits, so that a client never costs a shopper a line. */
export function clientsLength(rows: RowsView): number {
  const row = rows.get(CLIENTS, ALL)
  return row === undefined ? 0 : storedBytes(row)
}

/** The clients after an operation of one of them was decided. */
export function afterOperation(
  clients: readonly KnownClient[],
  { id, seq, at, refused }: { id: string; seq: number; at: number; refused: string | null },
): readonly KnownClient[] {
  const others = clients.filter((client) => client.id !== id)
  const before = clients.find((client) => client.id === id)?.refused ?? []
  const all: readonly RefusedOperation[] = refused === null ? before : [...before, [seq, refused]]
  const client: KnownClient = {
    ...{ id, last: seq },
    // A clock that went back must not change the order of use.
    at: Math.max(at, (others.at(-1)?.at ?? 0) + 1),
    ...(all.length > 0 && { refused: all.slice(-MAX_REFUSED) }),
  }
  return [...others, client].slice(-MAX_CLIENTS)
}

/** Combines the clients of two carts, or of two states of one cart; a client in both keeps the higher watermark. */
export function together(own: readonly KnownClient[], others: readonly KnownClient[]): readonly KnownClient[] {
  const all = new Map(own.map((client) => [client.id, client]))
  for (const client of others) {
    const known = all.get(client.id)
    const higher = known && known.last >= client.last ? known : client
    all.set(client.id, { ...higher, at: Math.max(client.at, known?.at ?? 0) })
  }
  return [...all.values()].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)).slice(-MAX_CLIENTS)
}
