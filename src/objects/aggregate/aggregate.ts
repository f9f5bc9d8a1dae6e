/**
 * One aggregate over its storage: decide, then store in one synchronous transaction, then drain.
 * Invariant: an accepted write raises the version by exactly one and is on disk, with its key, before it is answered;
 * a refused or repeated one changes nothing.
 */
import { describeError } from '../../contract/log.ts'
import type { Copy, Lists } from '../../domain/copy.ts'
import { type Position, same } from '../../domain/position.ts'
import type { RowsView } from '../../domain/rows.ts'
import type { Definition, Refusal } from './definition.ts'
import { confirm, DRAIN, DRAIN_DELAY_MS, drain } from './drain.ts'
import {
  adopt,
  askRecord,
  beginDues,
  bury,
  EVICT,
  EXPIRE,
  evict,
  expire,
  hydrate,
  isFresh,
  type Living,
} from './life.ts'
import type { AggregatePorts } from './ports.ts'
import type { KeyEntry, Operation } from './ring.ts'
import { MIGRATIONS, type Migration } from './schema.ts'
import type { Storage } from './storage.ts'
import { Store } from './store.ts'
import {
  decodeResults,
  type Envelope,
  encodeResults,
  type MechanismRefusal,
  type Outcome,
  type StepResult,
  type Write,
} from './write.ts'

const UNDO_MS = 10 * 60_000
const DUTY_DEADLINE_MS = 20_000
/** Ranks that one write may use up; a batch has fewer steps. */
const RANKS_PER_WRITE = 128

export class Aggregate<Command, Facts, Event, Refused extends Refusal> {
  readonly #definition: Definition<Command, Facts, Event, Refused>
  readonly #store: Store
  readonly #ports: AggregatePorts
  readonly #living: Living
  readonly #running = new Set<string>()
  #waking: Promise<void> | null = null
  #asked = false
  #requestId: string | null = null

  constructor(
    id: string,
    definition: Definition<Command, Facts, Event, Refused>,
    storage: Storage,
    ports: AggregatePorts,
    migrations: readonly Migration[] = MIGRATIONS,
  ) {
    this.#definition = definition
    this.#ports = ports
    this.#store = new Store(storage, migrations)
    this.#living = { id, store: this.#store, ports, definition, armRows: () => this.#armRows() }
  }

  /** Reads what is on disk; to be awaited once, before anything else. */
  async wake(): Promise<void> {
    await this.#store.wake()
    const { meta } = this.#store
    if (meta?.state === 'live' && meta.schema < this.#definition.schema) this.#upgrade(meta.schema)
  }

  /** Resolves when the rows are there; throws Unavailable when they cannot be had. */
  async ready(): Promise<void> {
    while (this.#asleep()) {
      this.#waking ??= this.#arise().finally(() => {
        this.#waking = null
      })
      await this.#waking
    }
  }

  get position(): Position {
    const { epoch, version } = this.#store.position
    const { state } = this.#store.meta ?? {}
    return { epoch, version: state === 'live' || state === 'evicted' ? version : 0 }
  }

  get updatedAt(): number {
    return this.#store.updatedAt
  }

  get erased(): boolean {
    return this.#store.meta?.state === 'erased'
  }

  get rows(): RowsView {
    return this.#store.rows
  }

  /** Remembered operations after this version, the oldest first. */
  history(after: number): readonly Operation[] {
    return this.#store.ring.after(this.#store.position.epoch, after)
  }

  async write(write: Write<Command, Facts>): Promise<Outcome<Refused>> {
    // Looked at again in the same turn: an alarm of that very moment may have evicted the rows.
    while (this.#asleep()) await this.ready()
    const now = this.#ports.now()
    const early = this.#beforeDeciding(write, now)
    if (early) return early
    const { rows } = this.#store
    const results: StepResult<Refused>[] = []
    const keys: KeyEntry[] = []
    const rank = (this.position.version + 1) * RANKS_PER_WRITE
    for (const [index, { command, key }] of write.steps.entries()) {
      const result = this.#step(command, key, keys, { ...write.facts, now, rank: rank + index })
      if (result.status === 'refused' && write.atomic) {
        rows.rollback()
        return { status: 'refused', refusal: result.refusal, index }
      }
      if (result.status === 'accepted' && key) keys.push({ ...key, result: null })
      results.push(result)
    }
    if (!results.some((result) => result.status === 'accepted')) return { status: 'accepted', results, changed: [] }
    if (write.key) keys.push({ ...write.key, result: encodeResults(results) })
    const undoable = write.steps.every(({ command }) => this.#definition.undoable(command))
    return { status: 'accepted', results, changed: this.#commit(write, write.name, keys, undoable, now) }
  }

  /** Takes the last write back, if nothing came after it and it is not older than ten minutes. */
  async undo(envelope: Envelope): Promise<Outcome<Refused>> {
    while (this.#asleep()) await this.ready()
    const now = this.#ports.now()
    const early = this.#beforeDeciding(envelope, now)
    if (early) return early
    const { ring, storage, rows, position } = this.#store
    const newest = ring.newest && same(ring.newest, position) && ring.newest.at + UNDO_MS > now ? ring.newest : null
    const inverse = newest ? ring.undoOfNewest(storage) : null
    if (!inverse) {
      return refused('nothing_to_undo', 'The last change cannot be taken back, or is more than ten minutes old.')
    }
    rows.apply(inverse)
    const keys = envelope.key ? [{ ...envelope.key, result: [] }] : []
    return { status: 'accepted', results: [], changed: this.#commit(envelope, 'undo', keys, false, now) }
  }

  /** Does what is due, each duty by itself; never throws, and always leaves the alarm at the next due time. */
  async alarm(): Promise<void> {
    this.#store.disarm()
    const due = this.#store.dues.dueAt(this.#ports.now()).filter((name) => !this.#running.has(name))
    await Promise.all(due.map((name) => this.#perform(name)))
    this.#store.armIfSooner(this.#ports.now())
  }

  /** Takes note of what every tier that counts now holds. */
  confirm(held: Position): void {
    confirm(this.#store, this.#ports, held)
  }

  /** The present copy, for a consumer whose message was too large to carry it; null when there is none. */
  snapshot(): Copy | null {
    return this.#store.copy(this.#definition.kind, this.#living.id)
  }

  /** The tiers will never take this position as it is: ask again rarely. */
  slowDown(position: Position): void {
    if (!same(this.#store.position, position)) return
    const now = this.#ports.now()
    this.#store.transaction(now, () => this.#store.dues.slowDown(this.#store.storage, DRAIN, now))
  }

  /** Sends the snapshot again within a second, whatever pause it was in. */
  drainSoon(): void {
    if (!this.#store.dirty) return
    const now = this.#ports.now()
    this.#store.transaction(now, () => this.#store.dues.set(this.#store.storage, DRAIN, now + DRAIN_DELAY_MS))
  }

  /**
   * An operator's way out when no tier holds exactly the position that was evicted: goes on from what the record has.
   * False when the object has its own rows, or the record holds nothing. Throws TierError.
   */
  async adopt(): Promise<boolean> {
    const gone = () => !this.#store.meta || this.#store.meta.state === 'evicted'
    const copy = gone() ? await this.#ports.copyFromRecord(this.#living.id) : null
    if (!copy || !gone()) return false
    adopt(this.#living, copy)
    return true
  }

  /** Ends this aggregate for ever; everything personal goes, in every tier. */
  erase(): void {
    if (!this.erased) bury(this.#living, 'erased')
  }

  #asleep(): boolean {
    const { meta } = this.#store
    return meta?.state === 'evicted' || (!meta && !this.#asked && this.#definition.asksRecord(this.#living.id))
  }

  async #arise(): Promise<void> {
    if (!isFresh(this.#store)) return hydrate(this.#living)
    await askRecord(this.#living)
    this.#asked = true
  }

  /** What is looked at before the command itself: repeats first, then whether the caller saw the present state. */
  #beforeDeciding(envelope: Envelope, now: number): Outcome<Refused> | null {
    const { key, ifMatch } = envelope
    const known = key ? this.#store.ring.find(key.key, now) : undefined
    if (key && known) {
      if (known.hash === key.hash) return { status: 'replayed', results: decodeResults(known.result), changed: [] }
      return refused('idempotency_key_reused', 'This Idempotency-Key was used for another request.')
    }
    if (this.erased) return refused('erased', 'This was erased at its owner’s wish.')
    if (ifMatch && !same(ifMatch, this.position)) {
      return refused('version_mismatch', 'It has changed since it was last read.')
    }
    return null
  }

  /** @param keys of the steps before it, which are not stored yet */
  #step(
    command: Command,
    key: KeyOf,
    keys: readonly KeyEntry[],
    facts: Facts & { now: number; rank: number },
  ): StepResult<Refused> {
    const { rows, ring } = this.#store
    const known = key ? (ring.find(key.key, facts.now) ?? keys.find((entry) => entry.key === key.key)) : undefined
    if (key && known) {
      if (known.hash === key.hash) return { status: 'replayed' }
      const refusal: MechanismRefusal = {
        code: 'idempotency_key_reused',
        detail: 'This key was used for another operation.',
      }
      return { status: 'refused', refusal }
    }
    try {
      const decision = this.#definition.decide(rows, command, facts)
      if (!decision.ok) return { status: 'refused', refusal: decision.refusal }
      for (const event of decision.value) rows.apply(this.#definition.evolve(rows, event))
    } catch (error) {
      // What the steps before it changed in memory must not be stored with the next write.
      rows.rollback()
      throw error
    }
    return { status: 'accepted' }
  }

  /** Stores what was applied to the rows, as one operation; answers the keys of the rows written. */
  #commit(
    envelope: Envelope,
    name: string,
    keys: readonly KeyEntry[],
    undoable: boolean,
    now: number,
  ): readonly string[] {
    const store = this.#store
    const changed = [...new Set(store.rows.inverse().map(({ key }) => key))]
    store.transaction(now, () => {
      if (store.meta?.state !== 'live') store.begin(now, this.#definition.schema)
      const { epoch, version } = store.position
      const inverse = undoable ? store.rows.inverse() : null
      this.#armRows()
      store.rows.store(store.storage)
      store.ring.store(store.storage, { epoch, version: version + 1, at: now, name, keys }, inverse)
      if (version === 0) beginDues(this.#living, now)
      else store.dues.setBy(store.storage, DRAIN, now + DRAIN_DELAY_MS)
    })
    this.#requestId = envelope.requestId
    return changed
  }

  #armRows(): void {
    const { rows, dues, storage } = this.#store
    for (const { list, key } of rows.inverse()) {
      const due = this.#definition.dueFor({ list, key, value: rows.get(list, key) ?? null })
      if (due) dues.setBy(storage, due.duty, due.at)
    }
  }

  async #perform(name: string): Promise<void> {
    this.#running.add(name)
    try {
      await this.#ports.deadline(this.#duty(name), DUTY_DEADLINE_MS)
    } catch (error) {
      const now = this.#ports.now()
      this.#ports.log('error', 'duty.failed', { duty: name, reason: describeError(error) })
      const { storage, dues } = this.#store
      this.#store.transaction(now, () => dues.again(storage, name, now, this.#ports.random()))
    } finally {
      this.#running.delete(name)
    }
  }

  async #duty(name: string): Promise<void> {
    switch (name) {
      case DRAIN:
        return drain({
          store: this.#store,
          ports: this.#ports,
          copy: () => this.snapshot(),
          requestId: () => this.#requestId,
        })
      case EXPIRE:
        return expire(this.#living)
      case EVICT:
        return evict(this.#living)
      default:
        return this.#ownDuty(name)
    }
  }

  async #ownDuty(name: string): Promise<void> {
    const duty = this.#definition.duties[name]
    const { rows, dues, storage } = this.#store
    const now = this.#ports.now()
    const due = duty && this.#store.meta?.state === 'live' ? duty.next(rows) : null
    if (duty && due !== null && due <= now) {
      const step = { command: duty.command, key: null }
      const envelope = { requestId: `${name}.due`, key: null, ifMatch: null }
      await this.write({ ...envelope, name, steps: [step], atomic: true, facts: duty.facts })
    }
    this.#store.transaction(now, () => dues.set(storage, name, duty?.next(rows) ?? null))
  }

  #upgrade(from: number): void {
    const { rows, storage, meta } = this.#store
    const lists: Lists = this.#definition.upgrade(rows.lists(), from)
    this.#store.transaction(this.#ports.now(), () => {
      rows.clear(storage)
      rows.install(lists)
      rows.store(storage)
      if (meta) this.#store.putMeta({ ...meta, schema: this.#definition.schema })
    })
  }
}

type KeyOf = { readonly key: string; readonly hash: string } | null

function refused<Refused>(code: MechanismRefusal['code'], detail: string): Outcome<Refused> {
  return { status: 'refused', refusal: { code, detail }, index: 0 }
}
