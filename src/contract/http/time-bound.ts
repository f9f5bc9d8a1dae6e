/** Bounds of a time filter: a day in UTC, or a time with its zone. They are parsed to milliseconds since 1970. */
import * as z from 'zod/mini'
import { refused } from '../refused.ts'
import { pastedSchema } from './shapes.ts'

const DAY_MS = 24 * 3600_000
const DAY = /^\d{4}-\d{2}-\d{2}$/
/** An unescaped `+` of a URL arrives as a space. */
const MOMENT = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+ -]\d{2}:?\d{2})$/i
const ERROR = 'must be a day like 2026-11-24, or a time with its zone like 2026-11-24T10:00:00+08:00'

/** @param whole whether a day means its beginning (`from`) or the beginning of the next day (`to`) */
export function timeBound(whole: 'from' | 'to') {
  return z.pipe(
    pastedSchema.check(z.maxLength(40)),
    z.transform((text, context) => {
      const at = momentOf(text, whole)
      if (at !== null) return at
      return refused(context, ERROR)
    }),
  )
}

function momentOf(text: string, whole: 'from' | 'to'): number | null {
  if (DAY.test(text)) {
    const day = dayOf(text)
    return day === null || whole === 'from' ? day : day + DAY_MS
  }
  const [, day = '', time, zone = ''] = MOMENT.exec(text) ?? []
  if (dayOf(day) === null) return null
  const offset = zone
    .toUpperCase()
    .replace(' ', '+')
    .replace(/^(.\d\d)(\d\d)$/, '$1:$2')
  const at = Date.parse(`${day}T${time}${offset}`)
  return Number.isNaN(at) ? null : at
}

/** Null for a day that does not exist, because `Date.parse` reads February 30 as March 2. */
function dayOf(day: string): number | null {
  const at = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day) ? at : null
}
