/**
 * The life cycle of an aggregate: expiry, erasure, eviction, hydration.
 * Invariant: rows leave L1 only when the tiers have confirmed them, and come back only at exactly that position.
 */
import { describeError } from '../../contract/log.ts'
import type { LiveCopy } from '../../domain/copy.ts'
import { compare, formatPosition, mintEpoch, NEVER, type Position, same } from '../../domain/position.ts'
import { type RowsView, viewOf } from '../../domain/rows.ts'
import { DRAIN, DRAIN_DELAY_MS, LOST_MS } from './drain-times.ts'
import { EVICT } from './dues.ts'
import { FORGET_ROWS } from './forget.ts'
import { isL2Awaited } from './l2-copy.ts'
import type { Living } from './living.ts'
import { firstCheckMs, restDueAt, restIfDue } from './rest.ts'
import type { Store } from './store.ts'

export const EXPIRE = 'expire'
const LATER_MS = 3600_000
export const RELEASE = 'release'
/** Messages live for at most 14 days, so no message of the ended life can arrive after this time. */
const RELEASE_AFTER_MS = 30 * 24 * 3600_000

/** Thrown when rows cannot be read now: the caller answers 503, never an empty aggregate. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable'
}

/** The duty: ends a life whose last write is long past. Writes do not move its due time; it moves when it comes due. */
export function expire(living: Living): void {
  const { id, store, ports, definition } = living
  const now = ports.now()
  const lifetime = definition.lifetimeMs(id)
  const end = lifetime === null ? null : store.updatedAt + lifetime
  const over = end !== null && end <= now
  if (over && !definition.busy(store.rows)) bury(living, 'expired')
  else store.transaction(now, () => store.dues.set(store.storage, EXPIRE, over ? now + LATER_MS : end))
}

/**
 * Ends a life: deletes everything except the position, which drains as a tombstone until every tier has it.
 * @param after a position elsewhere that the tombstone must be newer than
 */
export function bury({ store, ports, definition }: Living, state: 'expired' | 'erased', after: Position = NEVER): void {
  const now = ports.now()
  store.transaction(now, () => {
    if (!store.meta) store.begin(now, definition.schema)
    const newest = compare(after, store.position) > 0
    const { epoch, version } = newest ? { epoch: mintEpoch(now, after), version: 0 } : store.position
    store.putMeta({ epoch, version: version + 1, state, seal: null, schema: definition.schema, updatedAt: now })
    store.rows.clear(store.storage)
    store.ring.clear(store.storage)
    store.dues.clearBut(store.storage, DRAIN)
    store.dues.move(store.storage, DRAIN, now + DRAIN_DELAY_MS)
    if (state === 'expired') store.dues.set(store.storage, RELEASE, now + RELEASE_AFTER_MS)
  })
  ports.committed?.(null)
  ports.log('info', `object.${state}`, { kind: definition.kind })
}

/**
 * Called when the tiers hold the newest position. An expired aggregate keeps its storage from now for as long as its
 * messages may be on their way, however late its tombstone drained.
 */
export function restSince({ store }: Living, now: number): void {
  if (store.meta?.state === 'expired') store.dues.set(store.storage, RELEASE, now + RELEASE_AFTER_MS)
}

/** Gives this duty to an expired aggregate of an earlier release, which did not have the duty, when it wakes. */
export function armRelease({ store, ports }: Living): void {
  if (store.meta?.state !== 'expired' || store.dues.get(RELEASE).at !== null) return
  const at = store.updatedAt + RELEASE_AFTER_MS
  store.transaction(ports.now(), () => store.dues.set(store.storage, RELEASE, at))
}

/**
 * This duty frees the storage of an expired aggregate once every tier holds its tombstone. The object then forgets its
 * epoch. This is safe because a later life begins at the present time, which is newer than every copy.
 */
export async function release({ store, ports, definition }: Living): Promise<void> {
  const now = ports.now()
  if (store.meta?.state !== 'expired') {
    store.transaction(now, () => store.dues.set(store.storage, RELEASE, null))
    return
  }
  // If the clock went back, the next life would get an older epoch.
  if (store.dirty || store.position.epoch >= now || store.updatedAt + RELEASE_AFTER_MS > now) {
    store.transaction(now, () => store.dues.set(store.storage, RELEASE, now + RELEASE_AFTER_MS))
    return
  }
  await store.release()
  ports.log('info', 'object.released', { kind: definition.kind })
}

/**
 * This duty drops the rows of an idle aggregate that every tier holds; otherwise it checks again later. Before that it
 * does the work for an aggregate that was left, so that rows never leave before it. Throws if that work fails.
 */
export function evict(living: Living): Promise<void> | undefined {
  const { id, store, ports, definition } = living
  const work = restIfDue(living)
  if (work) return work
  const { meta } = store
  const now = ports.now()
  const idleUntil = definition.idleMs === null ? null : store.updatedAt + definition.idleMs
  const mayRest = !store.dirty && !isL2Awaited(store) && !store.isBehind && !definition.busy(store.rows)
  const restAt = restDueAt(living)
  const ready = idleUntil !== null && idleUntil <= now && mayRest && restAt === null
  store.transaction(now, () => {
    if (meta?.state !== 'live' || idleUntil === null) return store.dues.set(store.storage, EVICT, null)
    if (!ready) {
      // A write sets no alarm for its rest, so a rest that is shorter than the way to the eviction is checked more often.
      const next = Math.min(Math.max(idleUntil, now + LATER_MS), restAt ?? now + (firstCheckMs(living) ?? LATER_MS))
      return store.dues.set(store.storage, EVICT, next)
    }
    const lifetime = definition.lifetimeMs(id)
    const { epoch, version } = store.position
    const { updatedAt } = store
    store.putMeta({ ...meta, epoch, version, state: 'evicted', updatedAt })
    store.rows.clear(store.storage)
    store.ring.clear(store.storage)
    store.dues.clearBut(store.storage, DRAIN)
    store.dues.set(store.storage, DRAIN, null, { epoch, version })
    if (lifetime !== null) store.dues.set(store.storage, EXPIRE, updatedAt + lifetime)
  })
  if (ready) ports.log('info', 'object.evicted', { kind: definition.kind })
}

/** Brings the rows of an evicted aggregate back, from the tier that holds exactly its position. */
export async function hydrate(living: Living): Promise<void> {
  const { id, store, ports, definition } = living
  const wanted = store.position
  const copy = await exactCopy(living)
  const { meta } = store
  if (meta?.state !== 'evicted' || !same(store.position, wanted)) return
  if (!copy) {
    ports.log('error', 'object.not_hydrated', { alert: true, kind: definition.kind, position: formatPosition(wanted) })
    throw new Unavailable('neither L2 nor the record holds the position of this object')
  }
  const now = ports.now()
  store.transaction(now, () => {
    store.putMeta({ ...meta, state: 'live', schema: definition.schema })
    installLists(living, copy)
    const checkMs = firstCheckMs(living)
    if (checkMs !== null) store.dues.set(store.storage, EVICT, now + checkMs, wanted)
  })
  ports.log('info', 'object.hydrated', {
    kind: definition.kind,
    lines: Object.keys(copy.lists).length,
    id: id.slice(0, 4),
  })
}

/**
 * The rows of the tiers' copies at any position; only the record's copy if it is the current one. Throws when a
 * required tier does not answer, because silence is not an empty answer.
 */
export async function copiedRows({ store, ports, id, definition }: Living): Promise<readonly RowsView[]> {
  const inRecord = await ports.copyFromRecord(id)
  const isPresent = inRecord?.state === 'live' && same(inRecord, store.position)
  const copies = isPresent ? [inRecord] : [inRecord, await ports.copyFromL2(id)]
  return copies.flatMap((copy) => (copy?.state === 'live' ? [viewOf(definition.upgrade(copy.lists, copy.schema))] : []))
}

async function exactCopy({ store, ports, id }: Living): Promise<LiveCopy | null> {
  for (const read of [ports.copyFromL2, ports.copyFromRecord]) {
    const copy = await read(id).catch((error: unknown) => {
      // A tier's error is a miss; without any hit the object is unavailable, never empty.
      ports.log('warn', 'hydrate.tier_failed', { reason: describeError(error) })
      return null
    })
    if (copy?.state === 'live' && same(copy, store.position)) return copy
  }
  return null
}

/** Sets the due times with which every life begins. */
export function beginDues(living: Living, now: number): void {
  const { id, store, definition } = living
  const lifetime = definition.lifetimeMs(id)
  const checkMs = firstCheckMs(living)
  store.dues.expectBy(store.storage, DRAIN, now + LOST_MS)
  if (store.dues.get(RELEASE).at !== null) store.dues.set(store.storage, RELEASE, null)
  if (lifetime !== null) store.dues.setBy(store.storage, EXPIRE, now + lifetime)
  if (checkMs !== null) store.dues.setBy(store.storage, EVICT, now + checkMs)
}

/** Puts the rows of a copy into memory and on disk. */
export function installLists(living: Living, copy: LiveCopy): void {
  const { store, definition } = living
  store.rows.install(definition.upgrade(copy.lists, copy.schema))
  armRows(living)
  store.rows.store(store.storage)
}

/** Sets the due times that the changed rows require. */
export function armRows({ store, definition }: Pick<Living, 'store' | 'definition'>): void {
  const { rows, dues, storage } = store
  for (const { list, key } of rows.inverse()) {
    const change = { list, key, value: rows.get(list, key) ?? null }
    for (const [name, duty] of Object.entries(definition.duties)) {
      const at = change.value !== null && duty.list === list ? duty.dueAt(change.value, key) : null
      if (at !== null) dues.setBy(storage, name, at)
    }
    const periodEnd = rows.periodEnd(change)
    if (periodEnd !== null) dues.setBy(storage, FORGET_ROWS, periodEnd)
  }
}

export function isFresh(store: Store): boolean {
  return compare(store.position, NEVER) === 0
}
