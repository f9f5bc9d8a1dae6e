/**
 * Brings L2 up to date after the record took a copy that L2 did not take: a duty that announces the aggregate to the
 * queue's consumer again, after growing pauses.
 * Invariant: while Redis is configured, a live aggregate that is clean but not in L2 has this duty. It ends when L2 takes
 * the copy, when a newer write is on its way, or when L2's older copy has expired. It never counts as failing, because
 * everything works without L2.
 */
import { describeError } from '../../contract/log.ts'
import { L2_TTL_MS } from '../../domain/copy.ts'
import { messageOf } from './drain.ts'
import type { Living } from './living.ts'
import type { Store } from './store.ts'

export const L2_COPY = 'l2'

/** Call this in the transaction that stores a confirm of the current position. */
export function expectInL2({ store, ports }: Living, isInL2: boolean): void {
  const isAwaited = isL2Awaited(store)
  if (isInL2 && isAwaited) store.dues.set(store.storage, L2_COPY, null)
  if (!isInL2 && !isAwaited) store.dues.wait(store.storage, L2_COPY, ports.now(), ports.random())
}

export function isL2Awaited({ dues }: Store): boolean {
  return dues.get(L2_COPY).at !== null
}

export async function copyToL2({ id, store, ports, definition: { kind } }: Living): Promise<void> {
  const isOver = store.meta?.state !== 'live' || store.dirty || store.updatedAt + L2_TTL_MS < ports.now()
  if (isOver) {
    store.transaction(ports.now(), () => store.dues.set(store.storage, L2_COPY, null))
    return
  }
  const count = (how: 'announced' | 'failed') => ports.metrics.counter('drains_total', { kind, how }).add()
  const sent = ports.send(messageOf({ kind, id, ...store.position }, null, null))
  await sent.then(
    () => count('announced'),
    (error: unknown) => {
      count('failed')
      ports.log('warn', 'drain.failed', { kind, reason: describeError(error) })
    },
  )
  const now = ports.now()
  store.transaction(now, () => {
    // The confirm may have arrived before this line.
    if (isL2Awaited(store)) store.dues.wait(store.storage, L2_COPY, now, ports.random())
  })
}
