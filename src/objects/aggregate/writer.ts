/**
 * The writes of an aggregate: repeats first, then decide and evolve in memory, then one transaction.
 * Invariant: an accepted write raises the version by exactly one and is on disk, with its key, before it is answered;
 * a refused or repeated write changes nothing and does not raise the version.
 */
import type { Stand } from '../../domain/copy.ts'
import { same } from '../../domain/position.ts'
import type { Change } from '../../domain/rows.ts'
import type { Definition, Moment, Refusal } from './definition.ts'
import { announce } from './drain.ts'
import { DRAIN, LOST_MS } from './drain-times.ts'
import { armRows, beginDues } from './life.ts'
import type { Living } from './living.ts'
import type { KeyEntry } from './ring.ts'
import {
  decodeResults,
  type Envelope,
  encodeResults,
  type KeyReused,
  type MechanismRefusal,
  type Step,
  type StepResult,
  type Write,
  type WriteOutcome,
} from './write.ts'

const UNDO_MS = 10 * 60_000
/** Ranks that one write may use up; a batch has fewer steps. */
const RANKS_PER_WRITE = 128

export class Writer<Command, Facts, Event, Refused extends Refusal> {
  readonly #living: Living
  readonly #definition: Definition<Command, Facts, Event, Refused>
  #requestId: string | null = null

  constructor(living: Living, definition: Definition<Command, Facts, Event, Refused>) {
    this.#living = living
    this.#definition = definition
  }

  /** The request that made the newest change, or null when memory was lost since then. */
  get requestId(): string | null {
    return this.#requestId
  }

  /** Requires the rows in memory; runs synchronously to its end. */
  write(write: Write<Command, Facts>): WriteOutcome<Refused> {
    const { store, ports } = this.#living
    const now = ports.now()
    const early = this.#beforeDeciding(write, now)
    if (early) return early
    const results: StepResult<Refused>[] = []
    const keys: KeyEntry[] = []
    const rank = (store.shown.version + 1) * RANKS_PER_WRITE
    for (const [index, step] of write.steps.entries()) {
      const result = this.#step(step, keys, { ...write.facts, now, rank: rank + index })
      if (result.status === 'refused' && write.atomic) {
        store.rows.rollback()
        return { status: 'refused', refusal: result.refusal, index }
      }
      if (result.status === 'accepted' && step.key) keys.push({ ...step.key, result: null })
      results.push(result)
    }
    const isApplied = results.some((result) => result.status === 'accepted')
    // A refusal may have changed rows too, such as a watermark.
    if (!isApplied && store.rows.inverse().length === 0) return { status: 'accepted', results, ...UNCHANGED }
    // A repeated call between objects writes no rows and needs no drain.
    const isIdle = write.own && write.key === null && write.seal === undefined && store.rows.inverse().length === 0
    if (isIdle) return { status: 'accepted', results, ...UNCHANGED }
    if (write.key) keys.push({ ...write.key, result: encodeResults(results) })
    const undoable = isApplied && write.steps.every(({ command }) => this.#definition.undoable(command))
    return { status: 'accepted', results, ...this.#commit(write, write.name, keys, undoable, now, write.seal) }
  }

  /** Undoes the last write, if no other write followed and it is at most ten minutes old. */
  undo(envelope: Envelope): WriteOutcome<Refused> {
    const { store, ports } = this.#living
    const now = ports.now()
    const early = this.#beforeDeciding(envelope, now)
    if (early) return early
    const { ring, storage, rows, position } = store
    const newest = ring.newest && same(ring.newest, position) && ring.newest.at + UNDO_MS > now ? ring.newest : null
    const inverse = newest ? ring.undoOfNewest(storage) : null
    if (!inverse) {
      return refused('nothing_to_undo', 'The last change cannot be undone, or is more than ten minutes old.')
    }
    rows.apply(inverse)
    const keys = envelope.key ? [{ ...envelope.key, result: [] }] : []
    return { status: 'accepted', results: [], ...this.#commit(envelope, 'undo', keys, false, now) }
  }

  /** Checks that come before the command: whether it is a repeat, then whether the caller saw the current state. */
  #beforeDeciding({ key, ifMatch, own }: Envelope, now: number): WriteOutcome<Refused> | null {
    const { store } = this.#living
    const known = key ? store.ring.find(key.key, now) : undefined
    if (key && known) {
      if (known.hash === key.hash) return { status: 'replayed', results: decodeResults(known.result), ...UNCHANGED }
      return refused('idempotency_key_reused', 'This Idempotency-Key was used for another request.')
    }
    if (store.meta?.state === 'erased') return refused('erased', 'The data was erased at the request of its owner.')
    if (store.seal !== null && !own)
      return refused('sealed', 'The cart was merged into another cart and does not accept writes.')
    if (ifMatch && !same(ifMatch, store.shown)) {
      return refused('version_mismatch', 'The resource has changed since it was last read.')
    }
    return null
  }

  /** @param keys the keys of earlier steps, which are not stored yet */
  #step(step: Step<Command>, keys: readonly KeyEntry[], facts: Facts & Moment): StepResult<Refused> {
    const { rows, ring } = this.#living.store
    const { command, key } = step
    const known = key ? (ring.find(key.key, facts.now) ?? keys.find((entry) => entry.key === key.key)) : undefined
    if (key && known) {
      if (known.hash === key.hash) return { status: 'replayed' }
      return { status: 'refused', refusal: reused('This Idempotency-Key was used for another operation.') }
    }
    try {
      const decision = this.#definition.decide(rows, command, facts)
      for (const event of decision.value ?? []) rows.apply(this.#definition.evolve(rows, event))
      if (!decision.ok) return { status: 'refused', refusal: decision.refusal }
      if (decision.repeated) return { status: 'done', code: decision.repeated.refused }
    } catch (error) {
      // Undo the earlier steps' changes in memory, so that the next write does not store them.
      rows.rollback()
      throw error
    }
    return { status: 'accepted' }
  }

  /** Stores the applied changes as one operation. Returns the rows' previous values and the previous state. */
  #commit(
    { requestId }: Envelope,
    name: string,
    keys: readonly KeyEntry[],
    undoable: boolean,
    now: number,
    seal?: string,
  ): { readonly changed: readonly Change[]; readonly since: Stand } {
    const { store } = this.#living
    const inverse = store.rows.inverse()
    const undo = undoable ? store.rows.inverseJson(this.#definition.lasting) : null
    const since = { ...store.shown, updatedAt: store.updatedAt }
    store.transaction(now, () => {
      if (store.meta?.state !== 'live') store.begin(now, this.#definition.schema)
      if (seal !== undefined) store.bind(seal)
      const { epoch, version } = store.position
      armRows(this.#living)
      store.rows.store(store.storage)
      store.ring.store(store.storage, { epoch, version: version + 1, at: now, name, keys }, undo)
      if (version === 0) beginDues(this.#living, now)
      else store.dues.expectBy(store.storage, DRAIN, now + LOST_MS)
    })
    store.dirtySince ??= now
    this.#requestId = requestId
    announce(this.#living, requestId)
    this.#living.ports.committed?.({ name, before: inverse })
    return { changed: inverse, since }
  }
}

const UNCHANGED = { changed: [], since: null }

function reused(detail: string): KeyReused {
  return { code: 'idempotency_key_reused', detail }
}

function refused<Refused>(code: MechanismRefusal['code'], detail: string): WriteOutcome<Refused> {
  return { status: 'refused', refusal: { code, detail }, index: null }
}
