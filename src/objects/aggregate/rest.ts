/**
 * The work for an aggregate that was left for some time, done once for each state in which it was left.
 * Invariant: no write pays for it. The due time is that of the eviction, which is checked anyway; the row of that duty
 * also has the position for which the work was done, and a hydration sets it, because rows leave only after the work.
 */
import type { Position } from '../../domain/position.ts'
import { EVICT } from './dues.ts'
import type { Living } from './living.ts'

/** When the work is due, in milliseconds since 1970; null without work, or if it was done since the last noticed write. */
export function restDueAt(living: Living): number | null {
  return dueOf(living)?.at ?? null
}

/** The due time, and the position of the last noticed write: later writes of the shop do not make the rest another one. */
function dueOf({ id, store, definition }: Living): { readonly at: number; readonly left: Position } | null {
  const { rest } = definition
  const afterMs = rest?.afterMs(id) ?? null
  if (!rest || afterMs === null || store.meta?.state !== 'live' || store.seal !== null) return null
  const { epoch } = store.position
  const { reached } = store.dues.get(EVICT)
  const since = store.ring.after(epoch, reached.epoch === epoch ? reached.version : 0)
  const newest = since.findLast(({ name }) => !rest.unnoticed.has(name))
  return newest ? { at: newest.at + afterMs, left: { epoch, version: newest.version } } : null
}

/** Does the work, after which the check comes again at once; null if it is not due. The promise fails as the work does. */
export function restIfDue(living: Living): Promise<void> | null {
  const { store, ports, definition } = living
  const { position } = store
  const due = dueOf(living)
  if (due === null || due.at > ports.now() || !definition.rest) return null
  return definition.rest.act(store.rows, due.left, due.at).then(() => {
    const now = ports.now()
    if (store.meta?.state !== 'live') return
    store.transaction(now, () => store.dues.set(store.storage, EVICT, now, position))
  })
}

/** Time from a write to the first check of the eviction; null when rows never leave. */
export function firstCheckMs({ id, definition }: Living): number | null {
  return definition.idleMs === null ? null : (definition.rest?.afterMs(id) ?? definition.idleMs)
}
