/**
 * The drain brings writes to the tiers. The first write sends an announcement. A second later the queue's consumer
 * fetches the newest copy, which includes every write of that second, and confirms it. An announcement that is not
 * confirmed within ten seconds counts as lost: the alarm then sends the copy itself, with growing pauses.
 * Invariant: an aggregate is dirty until a confirm of its position or a later one, and a dirty one is always due.
 */
import { MAX_SNAPSHOT_BYTES, MESSAGE_SCHEMA, type WriteMessage } from '../../contract/message.ts'
import type { Copy, Kind } from '../../domain/copy.ts'
import { formatPosition, type Position, same } from '../../domain/position.ts'
import { DRAIN, DRAIN_DELAY_MS } from './drain-times.ts'
import type { AggregatePorts } from './ports.ts'
import type { Store } from './store.ts'

/** The queue delays an announcement by this time, so that one copy carries every write made meanwhile. */
const KEPT_SECONDS = 1

interface Drained {
  readonly id: string
  readonly store: Store
  readonly ports: AggregatePorts
  readonly definition: { readonly kind: Kind; readonly copied?: readonly string[] }
}

/**
 * Announces the newest write, unless a message that will find it is on its way. The write does not wait for the queue:
 * if the object ends before the message is sent, the drain is still due.
 * @param requestId the request that made the newest change
 */
export function announce({ id, store, ports, definition: { kind } }: Drained, requestId: string | null): void {
  const now = ports.now()
  if (!store.dirty || store.isAnnounced(now)) return
  store.announcedAt = now
  const { position } = store
  const fields = () => ({ kind, position: formatPosition(position), requestId })
  ports.send(messageOf({ kind, id, ...position }, requestId, null), KEPT_SECONDS).then(
    () => {
      count(ports, kind, 'announced')
      ports.log('info', 'drain.announced', fields)
    },
    (error: unknown) => {
      store.announcedAt = null
      count(ports, kind, 'failed')
      ports.log('warn', 'drain.failed', () => ({ ...fields(), reason: nameOf(error) }))
    },
  )
}

/**
 * The duty: sends the snapshot, and repeats after growing pauses until a confirm comes.
 * @param requestId the request that made the newest change
 */
export async function drain({ id, store, ports, definition }: Drained, requestId: string | null): Promise<void> {
  const snapshot = store.dirty ? store.copy(definition, id) : null
  if (!snapshot) {
    store.transaction(ports.now(), () => store.dues.set(store.storage, DRAIN, null))
    return
  }
  const sent: Position = { epoch: snapshot.epoch, version: snapshot.version }
  const bytes = new TextEncoder().encode(JSON.stringify(snapshot)).byteLength
  store.announcedAt = ports.now()
  // Only a write whose announcement was lost, or whose confirm failed, gets here.
  observeAge(store, ports, definition.kind)
  try {
    await ports.send(messageOf(snapshot, requestId, bytes > MAX_SNAPSHOT_BYTES ? null : snapshot))
    count(ports, snapshot.kind, 'sent')
    ports.log('info', 'drain.sent', { kind: snapshot.kind, position: formatPosition(sent), requestId })
  } catch (error) {
    count(ports, snapshot.kind, 'failed')
    ports.log('warn', 'drain.failed', { position: formatPosition(sent), reason: nameOf(error), requestId })
  }
  const now = ports.now()
  store.transaction(now, () => {
    if (!store.dirty) return
    // A write made meanwhile has a new position, so its drain does not wait for the pause of the old one.
    if (same(store.position, sent)) store.dues.again(store.storage, DRAIN, now, ports.random())
    else store.dues.move(store.storage, DRAIN, now + DRAIN_DELAY_MS)
  })
}

/** Records how long the oldest write has waited for its confirm. */
function observeAge(store: Store, ports: AggregatePorts, kind: Kind): void {
  const ms = ports.now() - (store.dirtySince ?? store.updatedAt)
  ports.metrics.gauge('oldest_unconfirmed_seconds', { kind }).set(Math.max(0, ms) / 1000)
}

function count(ports: AggregatePorts, kind: Kind, how: 'announced' | 'sent' | 'failed'): void {
  ports.metrics.counter('drains_total', { kind, how }).add()
}

export function messageOf(
  { kind, id, epoch, version }: Pick<Copy, 'kind' | 'id' | 'epoch' | 'version'>,
  requestId: string | null,
  copy: Copy | null,
): WriteMessage {
  return { schema: MESSAGE_SCHEMA, kind, id, epoch, version, requestId, copy }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown'
}
