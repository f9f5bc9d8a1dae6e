/**
 * The drain: one message with the newest snapshot, again and again until the tiers confirm it.
 * Invariant: an aggregate is dirty until a confirm of its position or a later one, and a dirty one is always due.
 */
import { LARGEST_SNAPSHOT_BYTES, MESSAGE_SCHEMA, type WriteMessage } from '../../contract/message.ts'
import type { Copy } from '../../domain/copy.ts'
import { compare, formatPosition, isAtOrPast, mintEpoch, type Position, same } from '../../domain/position.ts'
import type { AggregatePorts } from './ports.ts'
import type { Store } from './store.ts'

export const DRAIN = 'drain'
export const DRAIN_DELAY_MS = 1_000

export interface Drained {
  readonly store: Store
  readonly ports: AggregatePorts
  /** The whole aggregate, or null when it holds no rows to send. */
  copy(): Copy | null
  /** The request that made the newest change. */
  requestId(): string | null
}

/** The duty: sends the snapshot and comes again, later each time, unless it was confirmed meanwhile. */
export async function drain({ store, ports, copy, requestId }: Drained): Promise<void> {
  const snapshot = store.dirty ? copy() : null
  if (!snapshot) {
    store.transaction(ports.now(), () => store.dues.set(store.storage, DRAIN, null))
    return
  }
  const sent: Position = { epoch: snapshot.epoch, version: snapshot.version }
  try {
    await ports.send(messageOf(snapshot, requestId()))
    ports.log('info', 'drain.sent', { kind: snapshot.kind, position: formatPosition(sent), requestId: requestId() })
  } catch (error) {
    ports.log('warn', 'drain.failed', { position: formatPosition(sent), reason: nameOf(error), requestId: requestId() })
  }
  const now = ports.now()
  store.transaction(now, () => {
    if (!store.dirty) return
    // What was written meanwhile is a new position: its drain does not wait for the pause of the old one.
    if (same(store.position, sent)) store.dues.again(store.storage, DRAIN, now, ports.random())
    else store.dues.set(store.storage, DRAIN, now + DRAIN_DELAY_MS)
  })
}

function messageOf(copy: Copy, requestId: string | null): WriteMessage {
  const { kind, id, epoch, version } = copy
  const bytes = new TextEncoder().encode(JSON.stringify(copy)).byteLength
  return {
    schema: MESSAGE_SCHEMA,
    kind,
    id,
    epoch,
    version,
    requestId,
    copy: bytes > LARGEST_SNAPSHOT_BYTES ? null : copy,
  }
}

/**
 * Takes note of what the tiers hold. A position ahead of the object's own means that the object was rolled back:
 * it goes on under a new epoch, so that what it holds wins everywhere, and an operator is told.
 */
export function confirm(store: Store, ports: AggregatePorts, held: Position): void {
  const { meta, position } = store
  const now = ports.now()
  if (compare(held, position) > 0) {
    if (!meta) return
    ports.log('error', 'object.rolled_back', {
      alert: true,
      position: formatPosition(position),
      held: formatPosition(held),
    })
    // Without rows there is nothing to go on with: hydration will refuse until an operator has looked.
    if (meta.state === 'evicted') return
    store.transaction(now, () => {
      store.putMeta({ ...meta, epoch: mintEpoch(now, held), version: position.version, updatedAt: store.updatedAt })
      store.dues.set(store.storage, DRAIN, now + DRAIN_DELAY_MS)
    })
    return
  }
  if (compare(held, store.confirmed) <= 0) return
  store.transaction(now, () => {
    const due = isAtOrPast(held, position) ? null : store.dues.get(DRAIN).at
    store.dues.set(store.storage, DRAIN, due, held)
  })
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown'
}
