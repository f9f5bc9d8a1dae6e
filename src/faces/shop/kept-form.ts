/** The values of a form that waits in a field of the sign-in's form, so that they survive a sign-in that has ended. */
import * as z from 'zod/mini'
import type { Values } from './address-entry.ts'

/** The name of that field. */
export const KEPT = 'kept'

const keptSchema = z.record(z.string(), z.string())

export function keptIn(form: URLSearchParams): string {
  return JSON.stringify(Object.fromEntries(form))
}

/** Null if the form has no such field, or one that this file did not write. */
export function keptValues(form: URLSearchParams): Values | null {
  try {
    return keptSchema.safeParse(JSON.parse(form.get(KEPT) ?? '')).data ?? null
  } catch {
    return null
  }
}
