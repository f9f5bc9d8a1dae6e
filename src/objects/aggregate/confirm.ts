/**
 * What an object learns of the tiers. Ahead of the object's own position, or at the same one with another history,
 * they show that the object was rolled back.
 * Invariant: what the object holds then wins everywhere under a new epoch, and an operator is told; only an erasure
 * that the object forgot wins over the object.
 */
import type { Held } from '../../domain/copy.ts'
import { compare, formatPosition, isAtOrPast, mintEpoch, same } from '../../domain/position.ts'
import { DRAIN, DRAIN_DELAY_MS } from './drain.ts'
import { bury, type Living } from './life.ts'

export function confirm(living: Living, held: Held): void {
  const { store, ports } = living
  const { position } = store
  const another = same(held, position) && held.updatedAt !== store.updatedAt
  if (another || compare(held, position) > 0) overtaken(living, held)
  else if (compare(held, store.confirmed) > 0) {
    store.transaction(ports.now(), () => {
      const due = isAtOrPast(held, position) ? null : store.dues.get(DRAIN).at
      store.dues.set(store.storage, DRAIN, due, { epoch: held.epoch, version: held.version })
    })
  }
}

function overtaken(living: Living, held: Held): void {
  const { store, ports } = living
  const { meta, position } = store
  if (!meta) return
  const now = ports.now()
  ports.log('error', 'object.rolled_back', {
    alert: true,
    position: formatPosition(position),
    held: formatPosition(held),
  })
  if (held.state === 'erased' && meta.state !== 'erased') bury(living, 'erased', held)
  // Of an evicted object there are no rows to go on with: hydration will refuse until an operator has looked.
  else if (meta.state !== 'evicted') {
    store.transaction(now, () => {
      store.putMeta({ ...meta, epoch: mintEpoch(now, held), version: position.version, updatedAt: store.updatedAt })
      store.dues.move(store.storage, DRAIN, now + DRAIN_DELAY_MS)
    })
  }
}
