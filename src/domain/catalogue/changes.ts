/** The changes of an edit, field by field, for the audit. Pure. */
import type { Json } from '../copy.ts'

export type Changes = { readonly [field: string]: { readonly from: Json; readonly to: Json } }

/** Fields that the audit leaves out: those that every edit changes, and units, which no edit changes. */
const NOT_AUDITED: ReadonlySet<string> = new Set(['version', 'createdAt', 'updatedAt', 'onHand', 'held'])

/** The fields whose values differ; all fields of a new object. Empty if nothing changes. */
export function changesOf(before: object | null, after: object): Changes {
  const old = new Map<string, unknown>(Object.entries(before ?? {}))
  const changes: Record<string, { from: Json; to: Json }> = {}
  for (const [field, to] of Object.entries(after)) {
    const from = old.get(field) ?? null
    if (NOT_AUDITED.has(field) || sameValue(from, to)) continue
    // Fields of products and categories are JSON.
    changes[field] = { from: from as Json, to: to as Json }
  }
  return changes
}

/** The order of keys does not matter. */
function sameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}
