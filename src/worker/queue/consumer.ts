/**
 * The consumer of the write-behind queue: folds a batch to the newest copy of each aggregate, writes L2 in one pipeline
 * and the record in one guarded statement, and confirms to each object the position that the record holds.
 * Invariant: only positions that the record holds are confirmed; after any failure, the objects send again.
 */
import { describeError } from '../../contract/log.ts'
import { type WriteMessage, writeMessageSchema } from '../../contract/message.ts'
import { type Copy, type Held, type Kind, L2_SPREAD } from '../../domain/copy.ts'
import { compare, isAtOrPast, same } from '../../domain/position.ts'
import { TierError } from '../../tiers/calls/tier-error.ts'
import { L2_CHUNK, RECORD_CHUNK } from '../../tiers/limits.ts'
import { byteLengthOf, inChunks } from './chunk.ts'
import { keepRefusedCopy, keepUnreadable } from './dead-letters.ts'
import type { ConsumerPorts, QueuedMessage } from './ports.ts'

export async function consume(messages: readonly QueuedMessage[], ports: ConsumerPorts): Promise<void> {
  const readable: WriteMessage[] = []
  const unreadable: QueuedMessage[] = []
  for (const message of messages) {
    const parsed = writeMessageSchema.safeParse(message.body)
    if (parsed.success) readable.push(parsed.data)
    else unreadable.push(message)
  }
  const unkept = new Set<QueuedMessage>()
  await ports.each(unreadable, async (message) => {
    if (!(await keepUnreadable(message, ports))) unkept.add(message)
  })
  const newest = fold(readable)
  let [inRecord, inL2] = [0, 0]
  for await (const copies of copiesOf(newest, ports)) {
    const written = await write(copies, ports)
    inRecord += written.inRecord
    inL2 += written.inL2
  }
  for (const message of messages) {
    if (unkept.has(message)) message.retry()
    else message.ack()
  }
  ports.log('info', 'writes.consumed', {
    messages: messages.length,
    aggregates: newest.length,
    inRecord,
    inL2: ports.l2 ? inL2 : null,
    requestIds: newest.flatMap(({ requestId }) => requestId ?? []).join(' '),
  })
}

/** Writes these copies to every tier and confirms the positions that the record then holds. */
async function write(copies: readonly Copy[], ports: ConsumerPorts): Promise<{ inRecord: number; inL2: number }> {
  if (!(await isMissNoted(copies, ports))) return { inRecord: 0, inL2: 0 }
  const inL2 = writeL2(copies, ports)
  const held = new Map<Copy, Held>()
  for (const [kind, ofKind] of Map.groupBy(copies, (copy) => copy.kind)) {
    for (const chunk of inChunks(ofKind, RECORD_CHUNK)) await writeRecord(kind, chunk, held, ports)
  }
  const l2 = await inL2
  await refreshStock([...held.keys()], ports)
  await ports.each([...held], ([copy, position]) => confirmOne(copy, position, l2, ports))
  return { inRecord: held.size, inL2: l2.size }
}

/** Updates the caches. Fails open: a cache entry that misses this update expires within its TTL. */
async function refreshStock(copies: readonly Copy[], ports: ConsumerPorts): Promise<void> {
  const skus = copies.flatMap(({ kind, id }) => (kind === 'stock' ? [id] : []))
  if (skus.length === 0) return
  await ports.stockWritten(skus).catch((error: unknown) => {
    ports.log('warn', 'stock.not_told', { skus: skus.length, reason: describeError(error) })
  })
}

/** The newest message of each aggregate, sorted so that concurrent consumers lock rows in the same order. */
function fold(messages: readonly WriteMessage[]): readonly WriteMessage[] {
  const newest = new Map<string, WriteMessage>()
  for (const message of messages) {
    const name = `${message.kind}:${message.id}`
    const other = newest.get(name)
    if (!other || compare(message, other) > 0) newest.set(name, message)
  }
  return [...newest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, message]) => message)
}

/**
 * The copies of the messages, in portions: first the copies that the messages carry, then those fetched from their
 * objects, at most FETCHED_AT_ONCE at a time. Memory is bounded by a portion's bytes plus one group of fetched copies.
 */
async function* copiesOf(messages: readonly WriteMessage[], ports: ConsumerPorts): AsyncGenerator<readonly Copy[]> {
  const travelled = messages.flatMap(({ copy }) => copy ?? [])
  if (travelled.length > 0) yield travelled
  const announced = messages.filter(({ copy }) => !copy)
  let fetched: Copy[] = []
  let bytes = 0
  for (let at = 0; at < announced.length; at += FETCHED_AT_ONCE) {
    const group = announced.slice(at, at + FETCHED_AT_ONCE)
    const found = new Map<WriteMessage, Copy>()
    await ports.each(group, async (message) => {
      try {
        const whole = await ports.senders.snapshot(message.kind, message.id)
        if (whole) found.set(message, whole)
      } catch (error) {
        ports.log('warn', 'snapshot.failed', { requestId: message.requestId, reason: describeError(error) })
      }
    })
    // Keep the order of the messages, not of the answers, because all consumers must lock rows in the same order.
    for (const whole of group.flatMap((message) => found.get(message) ?? [])) {
      fetched.push(whole)
      bytes += byteLengthOf(whole)
    }
    if (bytes < RECORD_CHUNK.bytes) continue
    yield fetched
    fetched = []
    bytes = 0
  }
  if (fetched.length > 0) yield fetched
}

/** Number of copies; each has at most 2 MB. */
const FETCHED_AT_ONCE = 6

/** Fails closed: a copy that no L2 receives is confirmed only after the miss is noted for later readers of L2. */
async function isMissNoted(copies: readonly Copy[], { l2, noteMissed, log }: ConsumerPorts): Promise<boolean> {
  if (l2 || !copies.some(({ kind }) => L2_SPREAD[kind])) return true
  try {
    await noteMissed()
    return true
  } catch (error) {
    log('warn', 'record.failed', { copies: copies.length, reason: describeError(error) })
    return false
  }
}

/**
 * Fails open: only tombstones wait for L2. The confirm says that L2 lacks a live copy, so the object announces it
 * again.
 */
async function writeL2(copies: readonly Copy[], ports: ConsumerPorts): Promise<ReadonlySet<Copy>> {
  const written = new Set<Copy>()
  if (!ports.l2) return written
  const kept = copies.filter(({ kind }) => L2_SPREAD[kind])
  for (const chunk of inChunks(kept, L2_CHUNK)) {
    try {
      const positions = await ports.l2.putCopies(chunk)
      for (const [index, copy] of chunk.entries()) {
        const position = positions[index]
        if (position && isAtOrPast(position, copy)) written.add(copy)
      }
    } catch (error) {
      ports.log('warn', 'l2.failed', { copies: chunk.length, reason: describeError(error) })
    }
  }
  return written
}

/** Writes a chunk. A chunk that the record refuses is halved until only the refused copy is left. */
async function writeRecord(
  kind: Kind,
  chunk: readonly Copy[],
  held: Map<Copy, Held>,
  ports: ConsumerPorts,
): Promise<void> {
  try {
    const now = await ports.record.putCopies(kind, chunk)
    for (const copy of chunk) {
      const its = now.get(copy.id)
      if (its && isAtOrPast(its, copy)) held.set(copy, its)
    }
  } catch (error) {
    const refused = error instanceof TierError && error.outcome === 'refused'
    if (!refused) {
      // The tier is down: the objects send again, with growing delays.
      ports.log('warn', 'record.failed', { copies: chunk.length, reason: describeError(error) })
      return
    }
    const [only] = chunk
    if (chunk.length === 1 && only) return keepRefusedCopy(only, error.message, ports)
    const middle = Math.ceil(chunk.length / 2)
    await writeRecord(kind, chunk.slice(0, middle), held, ports)
    await writeRecord(kind, chunk.slice(middle), held, ports)
  }
}

/** A tombstone is confirmed only when every configured tier holds it; a live copy, when the record does. */
async function confirmOne(copy: Copy, held: Held, inL2: ReadonlySet<Copy>, ports: ConsumerPorts): Promise<void> {
  try {
    const newest = same(held, copy) ? copy : await ports.record.getCopy(copy.kind, copy.id)
    if (!newest) return
    const isInL2 = inL2.has(newest) || (await takesL2(newest, copy, ports))
    if (isInL2 || newest.state === 'live') await ports.senders.confirm(copy.kind, copy.id, held, isInL2)
  } catch (error) {
    ports.log('warn', 'confirm.failed', { kind: copy.kind, reason: describeError(error) })
  }
}

/** Whether L2 has this copy. It receives a copy that overtook a late message again, because it may lack it. */
async function takesL2(newest: Copy, copy: Copy, ports: ConsumerPorts): Promise<boolean> {
  if (!ports.l2 || !L2_SPREAD[newest.kind]) return true
  return newest !== copy && (await writeL2([newest], ports)).has(newest)
}
