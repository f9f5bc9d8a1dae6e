/** The numbers of documents: a series for each kind and each year, from 1, without gaps. Pure. */
import type { DocumentKind } from './document.ts'

export interface Place {
  readonly kind: DocumentKind
  readonly year: number
  readonly seq: number
}

const PREFIXES: { readonly [Kind in DocumentKind]: string } = { invoice: 'INV', credit_note: 'CN' }
const NUMBER = /^(INV|CN)-(\d{4})-(\d{6,12})$/

/**
 * @example
 * import { numberOf } from './series.ts'
 * numberOf({ kind: 'credit_note', year: 2026, seq: 7 }) // => 'CN-2026-000007'
 */
export function numberOf({ kind, year, seq }: Place): string {
  return `${PREFIXES[kind]}-${year}-${String(seq).padStart(6, '0')}`
}

/** Null if the text is not a number of a document. */
export function placeOf(number: string): Place | null {
  const [, prefix, year, seq] = NUMBER.exec(number) ?? []
  if (seq === undefined || Number(seq) === 0) return null
  return { kind: prefix === 'INV' ? 'invoice' : 'credit_note', year: Number(year), seq: Number(seq) }
}

/** @param at milliseconds since 1970 */
export function yearIn(timeZone: string, at: number): number {
  return Number(dayIn(timeZone, at).slice(0, 4))
}

/** The day as `2026-11-29`. */
export function dayIn(timeZone: string, at: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at)
}

/** The first millisecond of a month like `2026-11`, and that of the next one. */
export function monthIn(timeZone: string, month: string): readonly [from: number, to: number] {
  const [year = 0, place = 1] = month.split('-').map(Number)
  return [midnightIn(timeZone, Date.UTC(year, place - 1)), midnightIn(timeZone, Date.UTC(year, place))]
}

/** @param day midnight of the day in UTC */
function midnightIn(timeZone: string, day: number): number {
  const clock = new Intl.DateTimeFormat('en-CA', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
  })
  let at = day
  // The second step corrects a change of the clock between the two times.
  for (let step = 0; step < 2; step++) at += day - Date.parse(`${clock.format(at).replace(', ', 'T')}Z`)
  return at
}
