/**
 * How an object without rows of its own continues from the record's copy.
 * Invariant: it takes a new epoch, so that it wins over every copy; and a record that does not answer is never taken
 * for one that holds nothing.
 */
import { describeError } from '../../contract/log.ts'
import type { Copy } from '../../domain/copy.ts'
import { formatPosition } from '../../domain/position.ts'
import { DRAIN } from './drain-times.ts'
import { beginDues, bury, installLists, Unavailable } from './life.ts'
import type { Living } from './living.ts'

/**
 * An object without rows that may have lived before reads the record before it starts again.
 * Fails closed: no answer, no start.
 */
export async function askRecord(living: Living): Promise<void> {
  const { id, store, ports } = living
  let copy: Copy | null
  try {
    copy = await ports.copyFromRecord(id)
  } catch (error) {
    ports.log('warn', 'adopt.record_failed', { reason: describeError(error) })
    throw new Unavailable('the record cannot say whether this object lived before')
  }
  if (copy && !store.meta) adopt(living, copy)
}

/**
 * Continues from a copy under a new epoch, so that this object wins over every other copy. From a tombstone it takes
 * only the time at which the next life begins. For an object whose own rows are lost.
 */
function adopt(living: Living, found: Copy): void {
  const { store, ports, definition } = living
  const now = ports.now()
  store.transaction(now, () => {
    store.begin(now, definition.schema, found)
    const { meta } = store
    if (!meta) return
    if (found.state === 'live') {
      store.putMeta({ ...meta, version: found.version, seal: found.seal, updatedAt: found.updatedAt })
      installLists(living, found)
      beginDues(living, now)
    } else {
      store.putMeta({ ...meta, epoch: found.epoch, version: found.version, state: found.state })
      store.dues.set(store.storage, DRAIN, null, found)
    }
  })
  ports.committed?.(null)
  ports.log('warn', 'object.adopted', { alert: true, kind: definition.kind, position: formatPosition(found) })
}

/**
 * An object without rows that is asked to send them reads the record, because its storage may have been lost or put
 * back to before its first write. An aggregate that never expires continues from a live copy; one that does may have
 * freed its storage, so it only ends when its time is over. An erasure holds. Throws TierError.
 * @returns whether the object has rows, or a tombstone, now
 */
export async function recall(living: Living): Promise<boolean> {
  const { id, store, ports, definition } = living
  const copy = store.meta ? null : await ports.copyFromRecord(id)
  if (!copy || store.meta || copy.state === 'expired') return store.meta !== null
  const lifetime = definition.lifetimeMs(id)
  if (copy.state === 'erased') bury(living, 'erased', copy)
  else if (lifetime === null && !definition.mayExpire) adopt(living, copy)
  else if (lifetime !== null && copy.updatedAt + lifetime <= ports.now()) bury(living, 'expired', copy)
  return store.meta !== null
}

/** False when the object has rows of its own, or the record holds nothing. Throws TierError. */
export async function adoptIfGone(living: Living): Promise<boolean> {
  const gone = () => !living.store.meta || living.store.meta.state === 'evicted'
  const copy = gone() ? await living.ports.copyFromRecord(living.id) : null
  if (!copy || !gone()) return false
  adopt(living, copy)
  return true
}
