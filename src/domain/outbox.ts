/**
 * The outbox of an aggregate: what a change owes to other parties.
 * Invariant: the decision that makes a change adds its rows, and a row is deleted only after its party has accepted
 * it. The rows of one aggregate are sent in the order of their places, so a party sees changes in their order.
 */
import type { Json } from './copy.ts'
import type { MailTemplate } from './mail/template.ts'
import type { Change, RowsView } from './rows.ts'

/** The list of these rows, by the id under which the other party accepts them once. */
export const OUTBOX = 'outbox'

/** An event for the public stream. Its data has ids, amounts, SKUs and statuses, and nothing that names a person. */
export type OwedEvent<Type extends string = string> = {
  readonly to: 'events'
  readonly type: Type
  readonly data: { readonly [field: string]: Json }
}

/**
 * A message to the person. Its texts are read from the aggregate when the row is sent, so that an erasure leaves nothing
 * of them.
 */
export type OwedMail = {
  readonly to: 'mail'
  readonly template: MailTemplate
  readonly data: { readonly [field: string]: Json }
  /** Absent if the aggregate has one address, and knows the person's language. */
  readonly email?: string
  readonly locale?: string
  /** The message is of no use after this time, in milliseconds since 1970. */
  readonly expiresAt?: number
}

/** The numbers of all documents that an order lacks. */
export type OwedInvoices = { readonly to: 'invoices' }

export type Owed = OwedEvent | OwedMail | OwedInvoices

/** `place` orders the rows that wait together; clocks may go back, so times and ids do not. */
export type OutboxRow = Owed & { readonly place: number; readonly at: number }

/** An event as the stream stores it and integrators receive it. */
export interface PublicEvent {
  readonly id: string
  readonly type: string
  readonly version: 1
  /** `<kind>:<id>`. Events of one subject are delivered in their order. */
  readonly subject: string
  /** When the change happened, in milliseconds since 1970. */
  readonly at: number
  readonly data: { readonly [field: string]: Json }
}

export interface OwingMoment {
  readonly now: number
  readonly newId: (prefix: 'evt' | 'msg' | 'inv') => string
}

const ID_PREFIXES = { events: 'evt', mail: 'msg', invoices: 'inv' } as const

/** The rows that a decision adds for what its changes owe. */
export function owing(rows: RowsView, owed: readonly Owed[], { now, newId }: OwingMoment): readonly Change[] {
  const last = waitingRows(rows).at(-1)?.[1].place ?? 0
  return owed.map((row, index) => ({
    list: OUTBOX,
    key: newId(ID_PREFIXES[row.to]),
    value: { ...row, place: last + index + 1, at: now },
  }))
}

/** In the order in which they are sent. */
export function waitingRows(rows: RowsView): readonly (readonly [id: string, row: OutboxRow])[] {
  // The cast: only `owing` writes this list.
  const all = [...(rows.entries(OUTBOX) as Iterable<readonly [string, OutboxRow]>)]
  return all.sort(([, a], [, b]) => a.place - b.place)
}

/** Deletes the rows that the other party has accepted. A repeated answer changes nothing. */
export function accepted(rows: RowsView, ids: readonly string[]): readonly Change[] {
  return ids.filter((key) => rows.get(OUTBOX, key) !== undefined).map((key) => ({ list: OUTBOX, key, value: null }))
}

export function publicEvent(subject: string, id: string, { type, at, data }: OutboxRow & OwedEvent): PublicEvent {
  return { id, type, version: 1, subject, at, data }
}
