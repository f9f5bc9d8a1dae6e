/** A view into carts' objects from outside their code: their rows on disk, their messages and their writes. */
import {
  createExecutionContext,
  createMessageBatch,
  getQueueResult,
  listDurableObjectIds,
  runDurableObjectAlarm,
  runInDurableObject,
} from 'cloudflare:test'
import { vi } from 'vitest'
import type { WriteMessage } from '../../../src/contract/message.ts'
import type { CartObject } from '../../../src/contract/rpc/cart.ts'
import type { Copy } from '../../../src/domain/copy.ts'
import worker from '../../../src/worker/index.ts'
import { Shopper } from './client.ts'
import { bindings, record } from './shop.ts'
import { later, SECOND } from './time.ts'

interface Owner {
  readonly id: string
}

export function objectOf({ id }: Owner) {
  return bindings.CARTS.getByName(id)
}

/** The methods of the contract, without the types that RPC makes of a recursive shape. */
export function cartOf(owner: Owner): CartObject {
  return objectOf(owner) as unknown as CartObject
}

export function snapshotOf(owner: Owner): Promise<Copy | null> {
  return cartOf(owner).snapshot()
}

/** The number of carts that have an object. */
export async function objectCount(): Promise<number> {
  return (await listDurableObjectIds(bindings.CARTS)).length
}

/** Rows of the object's own tables. */
export function rowsIn(owner: Owner, query: string): Promise<Record<string, SqlStorageValue>[]> {
  return runInDurableObject(objectOf(owner), (_, { storage }) => storage.sql.exec(query).toArray())
}

/** All rows of the object's own tables, its due times included. */
export function diskOf(owner: Owner): Promise<unknown> {
  return runInDurableObject(objectOf(owner), async (_, { storage }) => {
    const tables = storage.sql.exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'").toArray()
    const own = tables.map(({ name }) => name).filter((name) => ['meta', 'rows', 'ops', 'dues'].includes(name))
    return own.map((name) => [name, storage.sql.exec(`SELECT * FROM ${name}`).toArray()])
  })
}

/** Whether the object has changes that the record has not confirmed. */
export async function isDirty(owner: Owner): Promise<boolean> {
  const [newest] = await rowsIn(
    owner,
    'SELECT epoch, version FROM (SELECT epoch, version FROM meta UNION ALL SELECT epoch, version FROM ops) ORDER BY epoch DESC, version DESC',
  )
  const [confirmed] = await rowsIn(owner, "SELECT epoch, version FROM dues WHERE name = 'drain'")
  return newest !== undefined && !(confirmed?.epoch === newest.epoch && confirmed?.version === newest.version)
}

/** Runs the object's alarm as of `ms` from now. */
export function runAlarm(owner: Owner, ms = 2 * SECOND): Promise<boolean> {
  return later(ms, () => runDurableObjectAlarm(objectOf(owner)))
}

/**
 * The message that the object sends when its announcement was lost and its drain is due. It does not reach the queue:
 * the test delivers it.
 */
export async function drained(owner: Owner, ms = 12 * SECOND): Promise<WriteMessage | undefined> {
  const send = interceptSends()
  try {
    await runAlarm(owner, ms)
    return send.mock.calls.map(([message]) => message).findLast((message) => message.id === owner.id)
  } finally {
    send.mockRestore()
  }
}

/** A new cart with two of `sku`, and the message with its copy. */
export async function held(sku = 'tea'): Promise<[Shopper, WriteMessage]> {
  const shopper = await Shopper.guest()
  // The spy comes before the write, because on a busy machine the real alarm may come first.
  interceptSends()
  await shopper.add(sku, 2)
  const message = await drained(shopper)
  if (!message?.copy) throw new Error('no copy was sent')
  return [shopper, message]
}

/** Keeps every message from the queue, and answers with `answer`. */
export function interceptSends(answer: (message: WriteMessage) => Promise<void> = async () => {}) {
  // All objects share the isolate's binding class, so one spy covers the queue.
  return vi
    .spyOn(Object.getPrototypeOf(bindings.WRITES) as Queue<WriteMessage>, 'send')
    .mockImplementation(answer as never)
}

/** Waits until the platform's own queue has brought this version of the cart, or a later one, to the record. */
export async function inRecord({ id }: Owner, version: number): Promise<void> {
  await vi.waitUntil(async () => ((await record.getCopy('cart', id))?.version ?? 0) >= version, { timeout: 10_000 })
}

/** Hands messages to the consumer as one batch of the queue, in its own isolate. */
export async function deliver(bodies: readonly unknown[], changes: object = {}, queue = 'pannier-writes') {
  const messages = bodies.map((body, index) => ({ id: `message-${index}`, timestamp: new Date(), attempts: 1, body }))
  const batch = createMessageBatch(queue, messages)
  const context = createExecutionContext()
  await worker.queue(batch, { ...bindings, ...changes })
  return getQueueResult(batch, context)
}

/** Runs `work` while matching statements of all objects fail, as on a full disk. */
export async function withFailingSql<Value>(fails: RegExp, work: () => Promise<Value>): Promise<Value> {
  return withSql((run, query) => {
    if (fails.test(query)) throw new Error('SQLITE_FULL: database or disk is full')
    return run()
  }, work)
}

export interface Written {
  /** Rows, including index rows, as the platform counts them. */
  rows: number
  alarms: number
}

/** The writes of all objects while `work` runs. */
export async function written(work: () => Promise<unknown>): Promise<Written> {
  const cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = []
  const setAlarm = vi.spyOn(await prototypeOf(({ storage }) => storage), 'setAlarm')
  await withSql((run) => {
    const cursor = run()
    cursors.push(cursor)
    return cursor
  }, work)
  const alarms = setAlarm.mock.calls.length
  setAlarm.mockRestore()
  return { rows: cursors.reduce((sum, { rowsWritten }) => sum + rowsWritten, 0), alarms }
}

type Cursor = SqlStorageCursor<Record<string, SqlStorageValue>>

async function withSql<Value>(
  exec: (run: () => Cursor, query: string) => Cursor,
  work: () => Promise<Value>,
): Promise<Value> {
  const prototype = await prototypeOf(({ storage }) => storage.sql)
  const original = prototype.exec
  const spy = vi.spyOn(prototype, 'exec').mockImplementation(function (this: SqlStorage, query, ...parameters) {
    // The casts: the platform's method is generic in its rows, and a spy cannot express that.
    return exec(() => original.call(this, query, ...parameters) as Cursor, query) as never
  })
  try {
    return await work()
  } finally {
    spy.mockRestore()
  }
}

/** The prototype of a part of storage, which all objects of an isolate share. */
async function prototypeOf<Part extends object>(part: (state: DurableObjectState) => Part): Promise<Part> {
  return runInDurableObject(objectOf({ id: 'gst_probe' }), (_, state) => Object.getPrototypeOf(part(state)) as Part)
}

/** The rows that all objects read and write while `work` runs, as the platform bills them. */
export async function billed(
  work: () => Promise<unknown>,
): Promise<{ readonly read: number; readonly written: number }> {
  const cursors: Cursor[] = []
  await withSql((run) => {
    const cursor = run()
    cursors.push(cursor)
    return cursor
  }, work)
  const sum = (rows: (cursor: Cursor) => number) => cursors.reduce((total, cursor) => total + rows(cursor), 0)
  return { read: sum(({ rowsRead }) => rowsRead), written: sum(({ rowsWritten }) => rowsWritten) }
}
