/**
 * The public stream of events over its shards, and the cursor with which a reader goes on.
 * Invariant: each shard gives its events by position, and a cursor has the position that was read of each shard. A
 * reader therefore gets every event once, also while shards grow between two pages.
 */
import { fnv1a } from '../hash.ts'
import type { PublicEvent } from '../outbox.ts'

export const SHARDS = 4

/** All events of one subject are in one shard, in their order. */
export function shardOf(subject: string): number {
  return fnv1a(subject) % SHARDS
}

export interface StoredEvent {
  readonly position: number
  /** When the shard accepted it, in milliseconds since 1970; does not decrease with the position. */
  readonly storedAt: number
  readonly event: PublicEvent
}

/** The events of one shard after a position, and the first position that it still has. */
export interface ShardPage {
  readonly items: readonly StoredEvent[]
  readonly oldest: number
}

/** The last position that was read of each shard; 0 before the first. */
export type Cursor = readonly number[]

export interface MergedPage {
  readonly items: readonly PublicEvent[]
  readonly cursor: Cursor
  readonly hasMore: boolean
}

/** Merges by time of acceptance. The shards' pages must each have up to `limit` + 1 events after the cursor. */
export function mergePages(pages: readonly ShardPage[], after: Cursor, limit: number): MergedPage {
  const cursor = pages.map((_, shard) => after[shard] ?? 0)
  const next = pages.map(() => 0)
  const items: PublicEvent[] = []
  const first = () => {
    let best = -1
    for (const [shard, page] of pages.entries()) {
      const head = page.items[next[shard] ?? 0]
      const other = pages[best]?.items[next[best] ?? 0]
      if (head && (!other || head.storedAt < other.storedAt)) best = shard
    }
    return best
  }
  for (let shard = first(); shard >= 0 && items.length < limit; shard = first()) {
    const taken = pages[shard]?.items[next[shard] ?? 0]
    if (!taken) break
    items.push(taken.event)
    cursor[shard] = taken.position
    next[shard] = (next[shard] ?? 0) + 1
  }
  return { items, cursor, hasMore: first() >= 0 }
}

/** Whether events after the cursor were deleted before they were read. */
export function hasGap(pages: readonly ShardPage[], after: Cursor): boolean {
  return pages.some(({ oldest }, shard) => (after[shard] ?? 0) < oldest - 1)
}

const CURSOR = /^s(\d{1,15}(?:\.\d{1,15}){0,63})$/

export function cursorText(cursor: Cursor): string {
  return `s${cursor.join('.')}`
}

/** Null if the text is not a cursor. */
export function cursorFrom(text: string): Cursor | null {
  return CURSOR.exec(text)?.[1]?.split('.').map(Number) ?? null
}
