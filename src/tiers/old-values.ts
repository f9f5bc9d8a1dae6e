/**
 * Values past their time to live, from the isolate and L2, for callers that accept them.
 * Invariants: they do not fill memory, where other callers would find them; an absent key is never taken from them.
 */
import type { Cached } from './memory.ts'
import type { ReadThroughOptions } from './read-through-options.ts'

/** When a caller accepts them: `on_failure` if the record cannot answer, `first` before the record is asked. */
export type OldValues = 'never' | 'on_failure' | 'first'

/** Fails open: without L2 only the isolate is asked. */
export async function readOld<Value>(
  { memory, l2, l2Key, parse, oldSeconds }: ReadThroughOptions<Value>,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Cached<Value>>> {
  const found = new Map<string, Cached<Value>>()
  if (oldSeconds === undefined || keys.length === 0) return found
  const inL2 = l2 ? await l2.getOldValues(keys.map((key) => l2Key(key))).catch(() => []) : []
  keys.forEach((key, place) => {
    const { version = 0, value: text = null } = inL2[place] ?? {}
    const held = memory.getOld(key, oldSeconds * 1_000)
    const newest = held && held.version >= version ? held : { version, value: text === null ? null : parse(text) }
    // The tiers may have lost the newest version, so an absent key stays unknown.
    if (newest.value !== null) found.set(key, newest)
  })
  return found
}
