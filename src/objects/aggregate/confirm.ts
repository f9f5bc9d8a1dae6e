/**
 * Handles confirms, which report the position that the tiers hold. A position ahead of the object's own, or the same
 * position with another history, shows that the object was rolled back.
 * Invariant: this raises an alert, and the object's rows win everywhere under a new epoch. An erasure that the object
 * lost wins over the object; so does the record's copy where counts must not go back in time.
 */
import type { Held } from '../../domain/copy.ts'
import { compare, formatPosition, isAtOrPast, mintEpoch, same } from '../../domain/position.ts'
import { isAhead } from './catch-up.ts'
import { announce } from './drain.ts'
import { DRAIN, DRAIN_DELAY_MS, LOST_MS } from './drain-times.ts'
import { CATCH_UP } from './dues.ts'
import { expectInL2 } from './l2-copy.ts'
import { bury, restSince } from './life.ts'
import type { Living } from './living.ts'

/** @param isInL2 false when the record accepted a live copy but the configured L2 did not */
export function confirm(living: Living, held: Held, isInL2: boolean): void {
  const { store, ports } = living
  const { position } = store
  if (isAhead(held, store)) overtaken(living, held)
  else if (compare(held, store.confirmed) > 0) {
    const reached = { epoch: held.epoch, version: held.version }
    const now = ports.now()
    observeLag(living, now - (store.dirtySince ?? store.updatedAt))
    store.transaction(now, () => {
      if (isAtOrPast(held, position)) {
        store.dues.set(store.storage, DRAIN, null, reached)
        expectInL2(living, isInL2)
        restSince(living, now)
      } else store.dues.expect(store.storage, DRAIN, now + LOST_MS, reached)
    })
    store.dirtySince = store.dirty ? store.updatedAt : null
    store.announcedAt = null
    announce(living, null)
  } else if (isInL2 && same(held, position)) store.transaction(ports.now(), () => expectInL2(living, true))
}

/** Every confirm ends the wait of the oldest write that it covers. */
function observeLag({ ports, definition: { kind } }: Living, ms: number): void {
  ports.metrics.histogram('confirm_lag_seconds', { kind }).observe(Math.max(0, ms) / 1000)
}

function overtaken(living: Living, held: Held): void {
  const { store, ports, definition } = living
  const { meta, position } = store
  if (!meta || store.isBehind) return
  const now = ports.now()
  ports.log('error', 'object.rolled_back', {
    alert: true,
    position: formatPosition(position),
    held: formatPosition(held),
  })
  if (held.state === 'erased' && meta.state !== 'erased') bury(living, 'erased', held)
  else if (meta.state === 'live' && definition.restored) {
    store.transaction(now, () => store.dues.set(store.storage, CATCH_UP, now))
  }
  // An evicted object has no rows to continue with, so hydration refuses until an operator decides.
  else if (meta.state !== 'evicted') {
    store.transaction(now, () => {
      store.putMeta({ ...meta, epoch: mintEpoch(now, held), version: position.version, updatedAt: store.updatedAt })
      store.dues.move(store.storage, DRAIN, now + DRAIN_DELAY_MS)
    })
    ports.committed?.(null)
  }
}
