/**
 * The due times of an aggregate's duties, in one row per duty.
 * A time that a wake-up can compute is not written (`expectBy`), unless the row on disk holds a different time.
 * Invariant: a duty that failed comes again, later each time; its pause never delays another duty. A duty that
 * has failed for an hour raises one alert, and one notice when it succeeds; both survive the loss of memory.
 */
import { NEVER, type Position } from '../../domain/position.ts'
import type { Storage } from './storage.ts'

export interface Due {
  /** Milliseconds since 1970, or null when there is nothing to do. */
  readonly at: number | null
  readonly attempt: number
  /** The position that the duty has reached: for the drain, the newest confirmed one. */
  readonly reached: Position
  /** When the duty began to fail, in milliseconds since 1970, or null. */
  readonly failingSince: number | null
  /** Whether the alert was raised. */
  readonly alerted: boolean
}

/** An alert about a duty that has failed for an hour, or the notice that it works again. */
export interface Standing {
  readonly duty: string
  readonly isFailing: boolean
  readonly since: number
}

/** The duty of an object that was restored to an older state: it reads the lost writes from the record. */
export const CATCH_UP = 'catch_up'
/** The duty that drops the rows of an idle object. Its `reached` is the position for which `rest.ts` has done its work. */
export const EVICT = 'evict'

const FIRST_PAUSE_MS = 10_000
export const MAX_PAUSE_MS = 3600_000
const GRACE_MS = 5_000
/** Failures that last this long raise an alert; shorter ones are expected to pass. */
const ALERT_AFTER_MS = 3600_000
const NOTHING: Due = { at: null, attempt: 0, reached: NEVER, failingSince: null, alerted: false }

/** The pause after the given attempt (from 1): doubled each time up to an hour, ±20 % by `random` in [0, 1). */
export function pauseMs(attempt: number, random: number): number {
  const pause = FIRST_PAUSE_MS * 2 ** Math.min(attempt - 1, 20)
  return Math.round(Math.min(pause, MAX_PAUSE_MS / 1.2) * (0.8 + 0.4 * random))
}

export class Dues {
  readonly #dues = new Map<string, Due>()
  /** The times that the rows on disk hold. */
  readonly #stored = new Map<string, number | null>()
  #news: Standing[] = []

  get(name: string): Due {
    return this.#dues.get(name) ?? NOTHING
  }

  /** The earliest due time, or null. */
  earliest(): number | null {
    let earliest: number | null = null
    for (const { at } of this.#dues.values()) {
      if (at !== null && (earliest === null || at < earliest)) earliest = at
    }
    return earliest
  }

  dueAt(now: number): readonly string[] {
    return [...this.#dues].filter(([, due]) => due.at !== null && due.at <= now).map(([name]) => name)
  }

  /** Records that the duty succeeded or begins; it is next due at this time. */
  set(storage: Storage, name: string, at: number | null, reached = this.get(name).reached): void {
    this.#recovered(name)
    this.#write(storage, name, { at, attempt: 0, reached, failingSince: null, alerted: false })
  }

  /** Gives the duty another time without recording a success or a failure. */
  move(storage: Storage, name: string, at: number, reached = this.get(name).reached): void {
    this.#write(storage, name, { ...this.get(name), at, attempt: 0, reached })
  }

  /** Moves the duty to this time unless it is due sooner already. */
  setBy(storage: Storage, name: string, at: number): void {
    const due = this.get(name)
    if (due.at === null || due.at > at) this.move(storage, name, at)
  }

  /** Like {@link set}, for a time that {@link assume} restores after memory was lost. */
  expect(storage: Storage, name: string, at: number, reached: Position): void {
    if ((this.#stored.get(name) ?? null) !== null) this.set(storage, name, at, reached)
    else this.#dues.set(name, { ...NOTHING, at, reached })
  }

  /** Like {@link setBy}, for a time that {@link assume} restores after memory was lost. */
  expectBy(storage: Storage, name: string, at: number): void {
    const stored = this.#stored.get(name) ?? null
    const { at: due } = this.get(name)
    if (stored !== null) this.setBy(storage, name, at)
    else if (due === null || due > at) this.assume(name, at)
  }

  /** Gives the duty a time that needs no row, because a wake-up computes it again. */
  assume(name: string, at: number): void {
    this.#dues.set(name, { ...this.get(name), at, attempt: 0 })
  }

  /**
   * Postpones the duty after an attempt. The first attempt is not written: if memory is lost, the row is overdue, the
   * alarm retries at the same time, and its lateness shows that this is not the first attempt. The attempt is written
   * when the row's time has not come yet, because the row would otherwise keep the alarm too early.
   */
  again(storage: Storage, name: string, now: number, random: number): void {
    const due = this.get(name)
    const first = due.attempt === 0 && due.at !== null && now - due.at < GRACE_MS
    const attempt = Math.max(due.attempt + 1, first ? 1 : 2)
    const next = this.#failed(name, now, attempt, now + pauseMs(attempt, random))
    if (first && due.at !== null && due.at <= now) this.#dues.set(name, next)
    else this.#write(storage, name, next)
  }

  /** Postpones the duty like `again` while it waits for another party: a wait never counts as a failure. */
  wait(storage: Storage, name: string, now: number, random: number): void {
    const attempt = this.get(name).attempt + 1
    const { reached } = this.get(name)
    this.#recovered(name)
    this.#write(storage, name, {
      at: now + pauseMs(attempt, random),
      attempt,
      reached,
      failingSince: null,
      alerted: false,
    })
  }

  /** Postpones the duty by the longest pause at once. */
  slowDown(storage: Storage, name: string, now: number): void {
    this.#write(storage, name, this.#failed(name, now, 20, now + MAX_PAUSE_MS))
  }

  /** Drops every duty but one. */
  clearBut(storage: Storage, kept: string): void {
    storage.run('DELETE FROM dues WHERE name <> ?', kept)
    for (const name of [...this.#dues.keys()]) {
      if (name === kept) continue
      this.#recovered(name)
      this.#dues.delete(name)
      this.#stored.delete(name)
    }
  }

  /** The alerts and notices since the last call. */
  takeNews(): readonly Standing[] {
    if (this.#news.length === 0) return this.#news
    const news = this.#news
    this.#news = []
    return news
  }

  /** Fills a new instance from the table. */
  load(storage: Storage): void {
    for (const row of storage.sql('SELECT * FROM dues')) {
      const at = row.at === null ? null : Number(row.at)
      this.#stored.set(String(row.name), at)
      this.#dues.set(String(row.name), {
        at,
        attempt: Number(row.attempt),
        reached: { epoch: Number(row.epoch), version: Number(row.version) },
        failingSince: row.failing_since === null ? null : Number(row.failing_since),
        alerted: row.alerted === 1,
      })
    }
  }

  #failed(name: string, now: number, attempt: number, at: number): Due {
    const due = this.get(name)
    const since = due.failingSince ?? Math.min(due.at ?? now, now)
    const isLong = now - since >= ALERT_AFTER_MS
    if (isLong && !due.alerted) this.#news.push({ duty: name, isFailing: true, since })
    // The attempt that raises the alert does not wait for a long pause.
    const alertAt = isLong ? at : Math.max(since + ALERT_AFTER_MS, now + FIRST_PAUSE_MS)
    return { ...due, attempt, at: Math.min(at, alertAt), failingSince: since, alerted: isLong }
  }

  #recovered(name: string): void {
    const { alerted, failingSince: since } = this.get(name)
    if (alerted && since !== null) this.#news.push({ duty: name, isFailing: false, since })
  }

  #write(storage: Storage, name: string, due: Due): void {
    storage.run(
      `INSERT INTO dues (name, at, attempt, epoch, version, failing_since, alerted) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET at = excluded.at, attempt = excluded.attempt, epoch = excluded.epoch,
        version = excluded.version, failing_since = excluded.failing_since, alerted = excluded.alerted`,
      name,
      due.at,
      due.attempt,
      due.reached.epoch,
      due.reached.version,
      due.failingSince,
      due.alerted ? 1 : 0,
    )
    this.#stored.set(name, due.at)
    this.#dues.set(name, due)
  }
}
