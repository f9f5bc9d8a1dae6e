/**
 * One shard of the metrics over its storage.
 * Invariants: a delta counts at most once; totals that Prometheus has seen are on disk, so that no counter falls after a
 * crash; between two scrapes the totals are stored three times at once and then once a minute, so a crash or an eviction
 * loses at most the increments of about a minute, which statistics can lack. Its memory and its rows are bounded.
 */
import type { SentDelta } from '../../contract/rpc/metrics.ts'
import { emptyMinute, KEPT_MINUTES, MINUTE_MS, type Minute, minuteOf, withDelta } from '../../domain/metrics/minutes.ts'
import { Receipts } from '../../domain/metrics/receipts.ts'
import type { Delta } from '../../domain/metrics/registry.ts'
import { Totals, type TotalsData } from '../../domain/metrics/totals.ts'
import { type Migration, migrate } from '../aggregate/schema.ts'
import type { Storage } from '../aggregate/storage.ts'

export interface ShardPorts {
  now(): number
  /** Reads Redis and the record; null when this shard does not read them. Never throws. */
  readonly probe: (() => Promise<Delta>) | null
}

export const PROBE_MS = 10_000
const STORE_MS = 60_000
/** Stores that a quiet shard makes at once, because it leaves memory before the minute is over. */
const MAX_AT_ONCE = 3
/** An alarm that should have rung this long ago was lost. */
const LOST_MS = 60_000

/** The state on disk, but for the minutes that are over. */
interface Stored {
  readonly totals: TotalsData
  readonly receipts: readonly (readonly [source: string, sequence: number])[]
  readonly minute: Minute
}

const SHARD_MIGRATIONS: readonly Migration[] = [
  (storage) => {
    storage.run('CREATE TABLE meta (shape INTEGER NOT NULL, name TEXT)')
    storage.run('INSERT INTO meta (shape) VALUES (?)', SHARD_MIGRATIONS.length)
    storage.run('CREATE TABLE state (id INTEGER PRIMARY KEY CHECK (id = 0), json TEXT NOT NULL)')
    // A ring of slots: a minute replaces the one of the day before.
    storage.run('CREATE TABLE minutes (slot INTEGER PRIMARY KEY, at INTEGER NOT NULL, json TEXT NOT NULL)')
  },
]

export class MetricsShard {
  readonly #storage: Storage
  readonly #ports: ShardPorts
  #totals: Totals
  #receipts: Receipts
  #minute: Minute
  #isDirty = false
  #atOnce = MAX_AT_ONCE
  #storedAt = 0
  #alarmAt: number | null = null
  #probeAt = 0

  /** @param name stored for wake-ups at which the platform does not give it */
  constructor(name: string, storage: Storage, ports: ShardPorts) {
    this.#storage = storage
    this.#ports = ports
    migrate(storage, SHARD_MIGRATIONS)
    storage.run('UPDATE meta SET name = ? WHERE name IS NULL', name || null)
    const json = storage.sql('SELECT json FROM state')[0]?.json
    // The cast: only `#store` writes this row; another version's series are folded by their names.
    const stored = typeof json === 'string' ? (JSON.parse(json) as Stored) : null
    this.#totals = new Totals(stored?.totals)
    this.#receipts = new Receipts(stored?.receipts)
    this.#minute = stored?.minute ?? emptyMinute(minuteOf(ports.now()))
  }

  /** Await it once, before any other call. */
  async wake(): Promise<void> {
    this.#alarmAt = await this.#storage.getAlarm()
  }

  add({ source, sequence, ...delta }: SentDelta): void {
    if (this.#receipts.accepts(source, sequence)) this.#apply(delta)
  }

  read(isShown: boolean): TotalsData {
    this.#totals.expire(this.#ports.now())
    if (isShown && this.#isDirty) this.#store()
    return this.#totals.data()
  }

  minutes(since: number): readonly Minute[] {
    const kept = this.#storage.sql('SELECT json FROM minutes WHERE at >= ? ORDER BY at', since)
    const minutes = kept.map(({ json }) => JSON.parse(String(json)) as Minute)
    return this.#minute.at >= since ? [...minutes, this.#minute] : minutes
  }

  tend(): void {
    this.#arm()
  }

  async alarm(): Promise<void> {
    this.#alarmAt = null
    const { probe, now } = this.#ports
    if (probe && this.#probeAt <= now()) {
      this.#probeAt = now() + PROBE_MS
      this.#apply(await probe())
    }
    this.#totals.expire(now())
    this.#storeIfDue()
    this.#arm()
  }

  #apply(delta: Delta): void {
    const now = this.#ports.now()
    this.#totals.apply(delta, now)
    const minute = minuteOf(now)
    // A clock that went back stays in the later minute.
    if (minute > this.#minute.at) {
      this.#keep(this.#minute)
      this.#minute = emptyMinute(minute)
    }
    this.#minute = withDelta(this.#minute, delta)
    this.#isDirty = true
    this.#storeIfDue()
    this.#arm()
  }

  #keep(minute: Minute): void {
    const slot = (minute.at / MINUTE_MS) % KEPT_MINUTES
    this.#storage.run(
      'INSERT OR REPLACE INTO minutes (slot, at, json) VALUES (?, ?, ?)',
      slot,
      minute.at,
      JSON.stringify(minute),
    )
  }

  #storeIfDue(): void {
    const elapsed = Math.max(0, this.#ports.now() - this.#storedAt) / STORE_MS
    if (this.#isDirty && this.#atOnce + elapsed >= 1) this.#store()
  }

  #store(): void {
    const now = this.#ports.now()
    const elapsed = Math.max(0, now - this.#storedAt) / STORE_MS
    this.#atOnce = Math.max(0, Math.min(MAX_AT_ONCE, this.#atOnce + elapsed) - 1)
    this.#storedAt = now
    this.#isDirty = false
    const stored: Stored = { totals: this.#totals.data(), receipts: this.#receipts.data(), minute: this.#minute }
    this.#storage.run('INSERT OR REPLACE INTO state (id, json) VALUES (0, ?)', JSON.stringify(stored))
  }

  /** Sets the alarm if it must ring sooner, or if the one that stands was lost. */
  #arm(): void {
    const now = this.#ports.now()
    const due = [this.#isDirty ? this.#storedAt + STORE_MS : null, this.#ports.probe ? this.#probeAt : null]
    const times = due.flatMap((at) => (at === null ? [] : [Math.max(at, now + 1)]))
    if (times.length === 0) return
    const next = Math.min(...times)
    const standing = this.#alarmAt !== null && this.#alarmAt > now - LOST_MS ? this.#alarmAt : null
    if (standing !== null && standing <= next) return
    this.#alarmAt = next
    this.#storage.setAlarm(next)
  }
}
