/**
 * Everything an aggregate holds, in memory and on disk: meta, rows, ring and due times.
 * Invariant: after `transaction` memory equals disk, and the alarm is set at the earliest due time or before it. A
 * transaction that throws ends the object, and its memory with it.
 */
import type { Copy, Kind, Lists } from '../../domain/copy.ts'
import { compare, isAtOrPast, mintEpoch, NEVER, type Position } from '../../domain/position.ts'
import { Alarm } from './alarm.ts'
import { type ColdLists, ColdRows } from './cold-rows.ts'
import { DRAIN, LOST_MS } from './drain-times.ts'
import { CATCH_UP, Dues, type Standing } from './dues.ts'
import { Ring } from './ring.ts'
import { RowSet } from './row-set.ts'
import { isTouched, type Migration, migrate } from './schema.ts'
import type { SqlValue, Storage } from './storage.ts'

export type State = 'live' | 'evicted' | 'expired' | 'erased'

export interface Meta extends Position {
  readonly state: State
  /** The aggregate that this one was bound to, or null. */
  readonly seal: string | null
  /** Version of the shape of the rows. */
  readonly schema: number
  readonly updatedAt: number
}

interface Upgradable {
  readonly schema: number
  upgrade(lists: Lists, from: number): Lists
}

export class Store {
  readonly storage: Storage
  rows: RowSet
  ring = new Ring()
  dues = new Dues()
  /** Time of the last announcement, or null; lost with the memory. */
  announcedAt: number | null = null
  /** Time of the oldest write without a confirm, or null when there is none or the memory was lost since. */
  dirtySince: number | null = null
  readonly #cold: ColdLists | undefined
  readonly #migrations: readonly Migration[]
  readonly #alarm: Alarm
  readonly #name: string
  readonly #report: (standing: Standing) => void
  #meta: Meta | null = null

  /**
   * @param name the object's name, stored for wake-ups at which the platform does not give it
   * @param report called with each duty that has failed for an hour or works again, before that is on disk
   * @param cold lists that are not loaded
   */
  constructor(
    storage: Storage,
    migrations: readonly Migration[],
    name: string,
    report: (standing: Standing) => void = () => {},
    cold?: ColdLists,
  ) {
    this.storage = storage
    this.#name = name
    this.#migrations = migrations
    this.#alarm = new Alarm(storage)
    this.#report = report
    this.#cold = cold
    this.rows = this.#newRows()
  }

  /** Null when nothing was ever written. */
  get meta(): Meta | null {
    return this.#meta
  }

  get position(): Position {
    const { newest } = this.ring
    if (!this.#meta) return NEVER
    return newest && compare(newest, this.#meta) > 0 ? newest : this.#meta
  }

  /** The position shown to callers: an ended aggregate is at version 0 of its last epoch. */
  get shown(): Position {
    const { epoch, version } = this.position
    const { state } = this.#meta ?? {}
    return { epoch, version: state === 'live' || state === 'evicted' ? version : 0 }
  }

  get updatedAt(): number {
    const { newest } = this.ring
    return newest && compare(newest, this.#meta ?? NEVER) >= 0 ? newest.at : (this.#meta?.updatedAt ?? 0)
  }

  /** The aggregate that this life was bound to, or null. */
  get seal(): string | null {
    const { state, seal = null } = this.#meta ?? {}
    return state === 'live' || state === 'evicted' ? seal : null
  }

  /** The newest position that the tiers are known to hold. */
  get confirmed(): Position {
    return this.dues.get(DRAIN).reached
  }

  /** Whether a message is on its way that will find the newest position. */
  isAnnounced(now: number): boolean {
    const { announcedAt } = this
    return announcedAt !== null && announcedAt <= now && now < announcedAt + LOST_MS
  }

  get dirty(): boolean {
    return !isAtOrPast(this.confirmed, this.position)
  }

  /** Whether it was restored to an older state and must still read the lost writes. */
  get isBehind(): boolean {
    return this.dues.get(CATCH_UP).at !== null
  }

  /** Reads everything from disk and makes sure that an alarm stands when something is due. */
  async wake(now: number): Promise<void> {
    if (!isTouched(this.storage)) return
    let row = this.storage.sql(META)[0]
    if (row?.shape !== this.#migrations.length) {
      migrate(this.storage, this.#migrations)
      row = this.storage.sql(META)[0]
    }
    if (row?.name === null) this.storage.run('UPDATE meta SET name = ?', this.#name)
    this.#fill(row)
    await this.#alarm.wake(now, this.dues.earliest())
  }

  /** Upgrades rows of an older shape to the current one. */
  upgrade(now: number, { schema, upgrade }: Upgradable): void {
    const meta = this.#meta
    if (meta?.state !== 'live' || meta.schema >= schema) return
    const lists = upgrade(this.rows.lists(), meta.schema)
    this.transaction(now, () => {
      this.rows.replace(this.storage, lists)
      // An undo would bring back rows of the older shape.
      this.ring.forgetUndo(this.storage)
      this.putMeta({ ...meta, schema })
    })
  }

  /** Runs `work` as one transaction that ends with the alarm in place. */
  transaction<Value>(now: number, work: () => Value): Value {
    return this.storage.transaction(() => {
      const value = work()
      this.armIfSooner(now)
      // Log before the commit: a duplicate alert after a crash is better than a lost one.
      for (const standing of this.dues.takeNews()) this.#report(standing)
      return value
    })
  }

  /** Deletes the storage; memory becomes that of an object that was never written. */
  async release(): Promise<void> {
    const released = this.storage.deleteAll()
    this.load()
    this.#alarm.forget()
    await released
  }

  /** The platform has taken the alarm to run it. */
  disarm(now: number): void {
    this.#alarm.taken(now)
  }

  /** Sets an overdue alarm again, because the platform dropped it. */
  rearm(now: number): void {
    if (this.#alarm.isOverdue(now)) this.armIfSooner(now)
  }

  armIfSooner(now: number): void {
    this.#alarm.armIfSooner(now, this.dues.earliest())
  }

  /** Begins a new life at version 0, newer than any before it and than `after`. */
  begin(now: number, schema: number, after: Position = NEVER): void {
    if (!this.#meta) migrate(this.storage, this.#migrations)
    const last = compare(after, this.position) > 0 ? after : this.position
    this.putMeta({ epoch: mintEpoch(now, last), version: 0, state: 'live', seal: null, schema, updatedAt: now })
  }

  /** Seals the present life. */
  bind(seal: string): void {
    if (!this.#meta) throw new Error('nothing to seal')
    this.putMeta({ ...this.#meta, seal })
  }

  putMeta(meta: Meta): void {
    this.storage.run(
      `INSERT OR REPLACE INTO meta (id, shape, schema, epoch, version, state, seal, updated_at, name)
       VALUES (0, ?, ?, ?, ?, ?, ?, ?, ?)`,
      this.#migrations.length,
      meta.schema,
      meta.epoch,
      meta.version,
      meta.state,
      meta.seal,
      meta.updatedAt,
      this.#name,
    )
    this.#meta = meta
  }

  /** The copy of the whole aggregate for the tiers; an evicted aggregate has none. */
  copy({ kind, copied }: { readonly kind: Kind; readonly copied?: readonly string[] }, id: string): Copy | null {
    const meta = this.#meta
    if (!meta || meta.state === 'evicted') return null
    const { epoch, version } = this.position
    const head = { kind, id, schema: meta.schema, epoch, version, updatedAt: this.updatedAt }
    if (meta.state === 'live') return { ...head, state: 'live', seal: meta.seal, lists: this.rows.lists(copied) }
    return { ...head, state: meta.state }
  }

  /** Fills memory from disk. */
  load(): void {
    this.#fill(isTouched(this.storage) ? this.storage.sql(META)[0] : undefined)
  }

  #fill(row: Record<string, SqlValue> | undefined): void {
    this.#meta = row
      ? {
          epoch: Number(row.epoch),
          version: Number(row.version),
          // Only putMeta writes this value.
          state: row.state as State,
          seal: row.seal === null ? null : String(row.seal),
          schema: Number(row.schema),
          updatedAt: Number(row.updated_at),
        }
      : null
    this.rows = this.#newRows()
    this.ring = new Ring()
    this.dues = new Dues()
    if (!row) return
    this.rows.load(this.storage)
    this.ring.load(this.storage)
    this.dues.load(this.storage)
    // A write sets the alarm for its drain, but stores no due time: a wake-up computes it from the newest operation.
    if (this.dirty && this.dues.get(DRAIN).at === null) this.dues.assume(DRAIN, this.updatedAt + LOST_MS)
  }

  #newRows(): RowSet {
    return new RowSet(this.#cold ? new ColdRows(this.storage, this.#cold) : null)
  }
}

const META = 'SELECT * FROM meta'
