/** Values of fields as texts, and back. Pure but for the currency. A text that is no value of its kind is INVALID. */
import { CURRENCY, majorText, minorUnits } from './reader.ts'

export type TextKind = 'text' | 'int' | 'decimal' | 'money' | 'time' | 'list'

export const INVALID = Symbol('invalid')

export function textOf(kind: TextKind, value: unknown): string {
  if (value === null || value === undefined || value === INVALID) return ''
  if (kind === 'money') return majorText((value as { readonly amount: number }).amount)
  if (kind === 'time') return localTime(String(value))
  if (kind === 'list') return (value as readonly string[]).join(', ')
  return String(value)
}

/** @param isNullable whether an empty text is null */
export function parsed(kind: TextKind, text: string, isNullable: boolean): unknown {
  const trimmed = text.trim()
  if (kind === 'list') return trimmed.split(/[,，\s]+/).filter((part) => part !== '')
  if (trimmed === '') return isNullable ? null : INVALID
  if (kind === 'text') return trimmed
  if (kind === 'money') {
    const amount = minorUnits(trimmed)
    return amount === null ? INVALID : { amount, currency: CURRENCY }
  }
  if (kind === 'time') {
    const time = new Date(trimmed)
    return Number.isNaN(time.getTime()) ? INVALID : time.toISOString()
  }
  const number = Number(trimmed)
  return Number.isFinite(number) && (kind === 'decimal' || Number.isInteger(number)) ? number : INVALID
}

/** The operator's own time zone, as the browser's field for times writes it. */
function localTime(at: string): string {
  const time = new Date(at)
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
