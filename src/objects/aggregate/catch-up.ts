/**
 * Continues from the record's copy after an object was restored to an older state, for counts that must not go back.
 * Invariant: once a restore is detected, the object accepts no write before it has read the record (fails closed).
 */
import { describeError } from '../../contract/log.ts'
import type { Copy } from '../../domain/copy.ts'
import { compare, mintEpoch, same } from '../../domain/position.ts'
import { DRAIN, DRAIN_DELAY_MS } from './drain-times.ts'
import { CATCH_UP } from './dues.ts'
import { armRows, bury, Unavailable } from './life.ts'
import type { Living } from './living.ts'
import type { Store } from './store.ts'

/** Whether the copy shows that the object was restored to an older state. */
export function isAhead(copy: Pick<Copy, 'epoch' | 'version' | 'updatedAt'>, store: Store): boolean {
  const { position, updatedAt } = store
  return compare(copy, position) > 0 || (same(copy, position) && copy.updatedAt !== updatedAt)
}

/** The duty. Every request waits for it too. */
export async function catchUp({ id, store, ports, definition }: Living): Promise<void> {
  let copy: Copy | null
  try {
    copy = await ports.copyFromRecord(id)
  } catch (error) {
    ports.log('warn', 'catch_up.record_failed', { reason: describeError(error) })
    throw new Unavailable('the record did not answer with the writes that this object lost in a restore')
  }
  const { meta, position, rows, dues, storage } = store
  if (!store.isBehind || !meta) return
  // The aggregate was erased after the confirm: an erasure is never undone.
  if (copy?.state === 'erased') return bury({ id, store, ports, definition }, 'erased', copy)
  const now = ports.now()
  store.transaction(now, () => {
    if (copy?.state === 'live' && isAhead(copy, store)) rows.apply(definition.restored?.(rows, copy, now) ?? [])
    armRows({ store, definition })
    rows.store(storage)
    const last = copy && compare(copy, position) > 0 ? copy : position
    store.putMeta({ ...meta, epoch: mintEpoch(now, last), version: position.version, updatedAt: now })
    dues.set(storage, CATCH_UP, null)
    dues.set(storage, DRAIN, now + DRAIN_DELAY_MS)
  })
  ports.committed?.(null)
}
