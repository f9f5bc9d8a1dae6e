/**
 * Decides which copies in L2 may be served after Redis was removed from the configuration and added again.
 * Invariant: a write that L2 missed because no Redis was configured is confirmed only after a mark in the record covers
 * its time, and a copy that is not newer than the mark is never served.
 */
import type { Copy } from '../domain/copy.ts'
import type { ValueCache } from './l2.ts'
import type { FeedRecord } from './record/feed.ts'

const MARK = 'l2_missed'
/** More than the clocks of isolates and objects differ by. */
const MARGIN_MS = 60_000
/** Period of writes that one mark covers, so that the record is rarely written. */
const COVERED_MS = 2 * 60_000
/** How long an isolate trusts a mark that it read; until Redis is configured everywhere, a copy may lag by this. */
const KNOWN_MS = 60_000
/** How long L2 keeps the mark, for isolates that start while the record is down. */
const KEPT_SECONDS = 24 * 3600

export class MissedWrites {
  readonly #record: Pick<FeedRecord, 'getWatermark' | 'putWatermark'>
  readonly #l2: ValueCache | null
  #markedUntil = 0
  #known: { readonly until: number; readonly readAt: number } | null = null

  constructor(record: Pick<FeedRecord, 'getWatermark' | 'putWatermark'>, l2: ValueCache | null) {
    this.#record = record
    this.#l2 = l2
  }

  /** Call this before confirming writes that no L2 gets. Throws TierError: then the writes must not be confirmed. */
  async note(now: number): Promise<void> {
    if (now + MARGIN_MS <= this.#markedUntil) return
    const until = now + MARGIN_MS + COVERED_MS
    await this.#record.putWatermark(MARK, { place: { updatedAt: until, sku: '' }, begunAt: null })
    this.#markedUntil = until
  }

  /** Whether L2 may have missed writes that came after this copy. Throws TierError when that was never known. */
  async mayBeBehind({ updatedAt }: Pick<Copy, 'updatedAt'>, now: number): Promise<boolean> {
    return updatedAt <= (await this.until(now))
  }

  /** The time after which L2 missed no write. Throws TierError. */
  async until(now: number): Promise<number> {
    const known = this.#known
    if (known && now - known.readAt < KNOWN_MS) return known.until
    let until: number
    try {
      until = (await this.#record.getWatermark(MARK))?.place.updatedAt ?? 0
      await this.#keep(until)
    } catch (error) {
      // While the record is down nothing is confirmed, so the last known mark still holds.
      const last = known?.until ?? (await this.#kept())
      if (last === null) throw error
      until = last
    }
    this.#known = { until, readAt: now }
    return until
  }

  /** Fails open: the next read of the mark stores it. */
  async #keep(until: number): Promise<void> {
    await this.#l2?.putValues([{ key: MARK, version: until, value: null, ttlSeconds: KEPT_SECONDS }]).catch(() => {})
  }

  async #kept(): Promise<number | null> {
    const [kept] = (await this.#l2?.getValues([MARK])) ?? []
    return kept?.version ?? null
  }
}
