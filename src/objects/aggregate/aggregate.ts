/**
 * One aggregate over its storage: it decides, stores in one synchronous transaction, then drains.
 * Its parts: `writer` makes the writes, `duties` runs what is due, `life` ends, evicts and hydrates, `drain` and
 * `confirm` bring copies to the tiers.
 */
import type { Peek } from '../../contract/rpc/aggregate.ts'
import type { Copy, Held, OwnStand } from '../../domain/copy.ts'
import { NEVER, type Position, same } from '../../domain/position.ts'
import type { Change, RowsView } from '../../domain/rows.ts'
import { SharedCall } from '../shared-call.ts'
import { adoptIfGone, askRecord, recall } from './adopt.ts'
import { catchUp, isAhead } from './catch-up.ts'
import { confirm } from './confirm.ts'
import type { Definition, OwnDuty, Refusal } from './definition.ts'
import { DRAIN, DRAIN_DELAY_MS } from './drain-times.ts'
import { type Done, Duties, reportOf } from './duties.ts'
import { armForgetting } from './forget.ts'
import { armRelease, bury, copiedRows, hydrate, isFresh } from './life.ts'
import type { Living } from './living.ts'
import type { AggregatePorts } from './ports.ts'
import type { Operation } from './ring.ts'
import { MIGRATIONS, type Migration } from './schema.ts'
import type { Storage } from './storage.ts'
import { Store } from './store.ts'
import type { Envelope, Write, WriteOutcome } from './write.ts'
import { Writer } from './writer.ts'

/** The tiers have shorter deadlines; this one ends a hydration in which those failed. */
const HYDRATE_MS = 20_000

export class Aggregate<Command, Facts, Event, Refused extends Refusal> {
  readonly #definition: Definition<Command, Facts, Event, Refused>
  readonly #store: Store
  readonly #ports: AggregatePorts
  readonly #living: Living
  readonly #writer: Writer<Command, Facts, Event, Refused>
  readonly #duties: Duties<Command, Facts>
  readonly #waking: SharedCall<void>
  #asked = false

  constructor(
    id: string,
    definition: Definition<Command, Facts, Event, Refused>,
    storage: Storage,
    ports: AggregatePorts,
    migrations: readonly Migration[] = MIGRATIONS,
  ) {
    this.#definition = definition
    this.#ports = ports
    this.#store = new Store(storage, migrations, id, reportOf(ports, definition.kind), definition.cold)
    this.#living = { id, store: this.#store, ports, definition }
    this.#waking = new SharedCall(ports, HYDRATE_MS)
    this.#writer = new Writer(this.#living, definition)
    const run = this.#doOwn.bind(this)
    this.#duties = new Duties(this.#living, definition.duties, run, () => this.#writer.requestId)
  }

  /** Reads the disk. Await it once, before any other call. */
  async wake(): Promise<void> {
    await this.#store.wake(this.#ports.now())
    this.#store.upgrade(this.#ports.now(), this.#definition)
    armForgetting(this.#living)
    armRelease(this.#living)
  }

  /** Resolves when the rows are in memory; throws Unavailable when they cannot be read. Sets a dropped alarm again. */
  async ready(): Promise<void> {
    this.#store.rearm(this.#ports.now())
    while (this.#asleep()) await this.#waking.run(() => this.#arise())
  }

  /** The position shown to callers: an ended aggregate is at version 0 of its last epoch. */
  get position(): Position {
    return this.#store.shown
  }

  get updatedAt(): number {
    return this.#store.updatedAt
  }

  /** The aggregate that this one was bound to, or null; known without the rows. */
  get seal(): string | null {
    return this.#store.seal
  }

  get erased(): boolean {
    return this.#store.meta?.state === 'erased'
  }

  /** Whether the rows are, or may be, only in the tiers. */
  get isAsleep(): boolean {
    return this.#asleep()
  }

  /** The rows that the tiers hold of a sleeping aggregate, for callers that must not wake it. Throws TierError. */
  async copiedRows(): Promise<readonly RowsView[]> {
    return this.#asleep() ? copiedRows(this.#living) : []
  }

  get rows(): RowsView {
    return this.#store.rows
  }

  /** Stored operations after this version, oldest first. */
  history(after: number): readonly Operation[] {
    return this.#store.ring.after(this.#store.position.epoch, after)
  }

  /** The changes that undo each stored operation after this position; null for one that cannot be undone. */
  undosAfter(position: Position): ReadonlyMap<number, readonly Change[] | null> {
    return this.#store.ring.undosAfter(this.#store.storage, position)
  }

  /** Returns synchronously when the rows are in memory, otherwise a promise. */
  write(write: Write<Command, Facts>): WriteOutcome<Refused> | Promise<WriteOutcome<Refused>> {
    return this.#asleep() ? this.#afterWaking(() => this.#writer.write(write)) : this.#writer.write(write)
  }

  /** An internal write: one command without a key, which a seal does not stop. */
  async writeOwn(
    name: string,
    command: Command,
    facts: Facts,
    requestId: string,
    seal?: string,
  ): Promise<WriteOutcome<Refused>> {
    const envelope: Envelope = { requestId, key: null, ifMatch: null, own: true }
    const write = { ...envelope, name, steps: [{ command, key: null }], atomic: true, facts }
    return this.write(seal === undefined ? write : { ...write, seal })
  }

  undo(envelope: Envelope): WriteOutcome<Refused> | Promise<WriteOutcome<Refused>> {
    return this.#asleep() ? this.#afterWaking(() => this.#writer.undo(envelope)) : this.#writer.undo(envelope)
  }

  /** Runs the duties that are due and leaves the alarm at the next due time. */
  alarm(): Promise<void> {
    return this.#duties.alarm()
  }

  /** Notes the position that every required tier now holds. */
  confirm(held: Held, isInL2 = true): void {
    confirm(this.#living, held, isInL2)
  }

  /** Checks whether the record is ahead, which shows that this object was rolled back. Throws if it does not answer. */
  async compareWithRecord(): Promise<void> {
    const copy = await this.#ports.copyFromRecord(this.#living.id)
    if (copy && isAhead(copy, this.#store)) this.confirm(copy)
  }

  /** Reads neither a tier nor the disk. */
  peek(): Peek {
    const { meta, position, confirmed, updatedAt } = this.#store
    return { ...position, state: meta?.state ?? 'none', confirmed, updatedAt, copy: this.snapshot() }
  }

  /** The current copy, for the queue's consumer; null when there is none. */
  snapshot(): Copy | null {
    return this.#store.copy(this.#definition, this.#living.id)
  }

  /** Where this aggregate stands, without fetching evicted rows; null when nothing was ever written. */
  stand(): OwnStand | null {
    const { meta, position, updatedAt, dirty } = this.#store
    return meta && { epoch: position.epoch, version: position.version, updatedAt, state: meta.state, isDirty: dirty }
  }

  /** Notes that the tiers will never accept this position as it is, so that it is retried rarely. */
  slowDown(position: Position): void {
    if (!same(this.#store.position, position)) return
    const now = this.#ports.now()
    this.#store.transaction(now, () => this.#store.dues.slowDown(this.#store.storage, DRAIN, now))
  }

  /** Sends the snapshot again within a second, even during a pause. */
  drainSoon(): void {
    if (!this.#store.dirty) return
    const now = this.#ports.now()
    this.#store.transaction(now, () => this.#store.dues.move(this.#store.storage, DRAIN, now + DRAIN_DELAY_MS))
  }

  /**
   * Clears the confirmed position and sends the state again, for a record that lost it; an object without rows first
   * asks the record. Throws Unavailable if the rows are evicted and no tier holds them, and TierError.
   */
  async resend(): Promise<'sending' | 'empty'> {
    if (!(await recall(this.#living))) return 'empty'
    await this.ready()
    const now = this.#ports.now()
    this.#store.transaction(now, () => this.#store.dues.move(this.#store.storage, DRAIN, now + DRAIN_DELAY_MS, NEVER))
    await this.#definition.resent?.()
    return 'sending'
  }

  /** Restores the duties that the rows require, and the alarm, because either may have been lost. */
  tend(): void {
    this.#duties.tend()
  }

  /** Whether every tier holds this state; if not, makes sure that it will be sent. */
  confirmedOrDue(): boolean {
    if (this.#store.dirty) this.tend()
    return !this.#store.dirty
  }

  /** For operators, when no tier holds exactly the evicted position. */
  adopt(): Promise<boolean> {
    return adoptIfGone(this.#living)
  }

  /** Ends this aggregate permanently and deletes all personal data, in every tier. */
  erase(): void {
    if (!this.erased) bury(this.#living, 'erased')
  }

  /** Ends this life. A later write begins another one. */
  expire(): void {
    if (this.#store.meta?.state === 'live') bury(this.#living, 'expired')
  }

  async #afterWaking<Value>(work: () => Value): Promise<Value> {
    // Check again after each wait: an alarm at the same moment may have evicted the rows.
    while (this.#asleep()) await this.ready()
    return work()
  }

  #asleep(): boolean {
    const { meta } = this.#store
    return (
      meta?.state === 'evicted' ||
      this.#store.isBehind ||
      (!meta && !this.#asked && this.#definition.asksRecord(this.#living.id))
    )
  }

  async #arise(): Promise<void> {
    if (this.#store.isBehind) return catchUp(this.#living)
    if (!isFresh(this.#store)) return hydrate(this.#living)
    await askRecord(this.#living)
    this.#asked = true
  }

  async #doOwn(name: string, duty: OwnDuty<Command, Facts>): Promise<Done> {
    const done = await duty.act(this.#store.rows)
    if (done === 'waiting') return done
    if (done) await this.writeOwn(name, done.command, done.facts, `${name}.due`)
    return 'done'
  }
}
