/**
 * What an aggregate has to do and when: one row per duty.
 * Invariant: a duty that failed comes again, later each time; its pause never delays another duty.
 */
import { NEVER, type Position } from '../../domain/position.ts'
import type { Storage } from './storage.ts'

export interface Due {
  /** Milliseconds since 1970, or null when there is nothing to do. */
  readonly at: number | null
  readonly attempt: number
  /** What the duty has reached. */
  readonly reached: Position
}

const FIRST_PAUSE_MS = 10_000
const LONGEST_PAUSE_MS = 3600_000
const GRACE_MS = 5_000
const NOTHING: Due = { at: null, attempt: 0, reached: NEVER }

/** The pause after the given attempt (from 1): doubled each time up to an hour, ±20 % by `random` in [0, 1). */
export function pauseMs(attempt: number, random: number): number {
  const pause = FIRST_PAUSE_MS * 2 ** Math.min(attempt - 1, 20)
  return Math.round(Math.min(pause, LONGEST_PAUSE_MS / 1.2) * (0.8 + 0.4 * random))
}

export class Dues {
  readonly #dues = new Map<string, Due>()

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

  set(storage: Storage, name: string, at: number | null, reached = this.get(name).reached): void {
    this.#write(storage, name, { at, attempt: 0, reached })
  }

  /** Sets the duty's time unless it is due sooner already. */
  setBy(storage: Storage, name: string, at: number): void {
    const due = this.get(name)
    if (due.at === null || due.at > at) this.set(storage, name, at)
  }

  /**
   * Puts the duty off after an attempt. The first attempt is not written: should memory be lost, the row is overdue,
   * the alarm tries again at the same time, and by its lateness knows that this is not the first try.
   */
  again(storage: Storage, name: string, now: number, random: number): void {
    const due = this.get(name)
    const first = due.attempt === 0 && due.at !== null && now - due.at < GRACE_MS
    const attempt = Math.max(due.attempt + 1, first ? 1 : 2)
    const next: Due = { ...due, attempt, at: now + pauseMs(attempt, random) }
    if (first) this.#dues.set(name, next)
    else this.#write(storage, name, next)
  }

  /** Puts the duty off to the longest pause at once. */
  slowDown(storage: Storage, name: string, now: number): void {
    this.#write(storage, name, { ...this.get(name), attempt: 20, at: now + LONGEST_PAUSE_MS })
  }

  clear(storage: Storage): void {
    storage.sql('DELETE FROM dues')
    this.#dues.clear()
  }

  /** Fills a new one from the table. */
  load(storage: Storage): void {
    for (const row of storage.sql('SELECT name, at, attempt, epoch, version FROM dues')) {
      this.#dues.set(String(row.name), {
        at: row.at === null ? null : Number(row.at),
        attempt: Number(row.attempt),
        reached: { epoch: Number(row.epoch), version: Number(row.version) },
      })
    }
  }

  #write(storage: Storage, name: string, due: Due): void {
    storage.sql(
      `INSERT INTO dues (name, at, attempt, epoch, version) VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET
        at = excluded.at, attempt = excluded.attempt, epoch = excluded.epoch, version = excluded.version`,
      name,
      due.at,
      due.attempt,
      due.reached.epoch,
      due.reached.version,
    )
    this.#dues.set(name, due)
  }
}
