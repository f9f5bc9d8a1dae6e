/**
 * The drain: one message with the newest snapshot, again and again until the tiers confirm it.
 * Invariant: an aggregate is dirty until a confirm of its position or a later one, and a dirty one is always due.
 */
import { LARGEST_SNAPSHOT_BYTES, MESSAGE_SCHEMA, type WriteMessage } from '../../contract/message.ts'
import type { Copy, Kind } from '../../domain/copy.ts'
import { formatPosition, type Position, same } from '../../domain/position.ts'
import type { AggregatePorts } from './ports.ts'
import type { Store } from './store.ts'

export const DRAIN = 'drain'
export const DRAIN_DELAY_MS = 1_000

interface Drained {
  readonly id: string
  readonly store: Store
  readonly ports: AggregatePorts
  readonly definition: { readonly kind: Kind; readonly copied?: readonly string[] }
}

/**
 * The duty: sends the snapshot and comes again, later each time, unless it was confirmed meanwhile.
 * @param requestId of the request that made the newest change
 */
export async function drain({ id, store, ports, definition }: Drained, requestId: string | null): Promise<void> {
  const snapshot = store.dirty ? store.copy(definition, id) : null
  if (!snapshot) {
    store.transaction(ports.now(), () => store.dues.set(store.storage, DRAIN, null))
    return
  }
  const sent: Position = { epoch: snapshot.epoch, version: snapshot.version }
  try {
    await ports.send(messageOf(snapshot, requestId))
    ports.log('info', 'drain.sent', { kind: snapshot.kind, position: formatPosition(sent), requestId })
  } catch (error) {
    ports.log('warn', 'drain.failed', { position: formatPosition(sent), reason: nameOf(error), requestId })
  }
  const now = ports.now()
  store.transaction(now, () => {
    if (!store.dirty) return
    // What was written meanwhile is a new position: its drain does not wait for the pause of the old one.
    if (same(store.position, sent)) store.dues.again(store.storage, DRAIN, now, ports.random())
    else store.dues.move(store.storage, DRAIN, now + DRAIN_DELAY_MS)
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

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown'
}
