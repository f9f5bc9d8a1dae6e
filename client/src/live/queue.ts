/**
 * The queue of a shopper's operations. Pure: each function returns the next queue.
 * Invariants: operations of a client have consecutive numbers in the order of the queue; a number and the form under
 * which an operation was sent never change, so that a repeat is the same operation to the server.
 */
import type { OperationResult, Wire } from './ports.ts'

export type Attributes = { readonly [name: string]: string }

/** A line as the shopper saw it when the operation was made. */
export interface Target {
  readonly lineId: string
  readonly sku: string
  readonly attributes: Attributes
  /** True if the server had not confirmed the line yet, so that its id exists only in this client. */
  readonly isLocal: boolean
}

export interface Operation {
  /** Its place in the queue, and the rank of a line that it adds. */
  readonly place: number
  readonly client: string
  readonly at: number
  readonly type: Wire['type']
  readonly target: Target
  readonly quantity?: number | undefined
  readonly selected?: boolean | undefined
  /** True for an addition that makes a new line. */
  readonly makesLine?: boolean | undefined
  /** Shown until the server has added the line. */
  readonly title?: string | undefined
  readonly image?: string | undefined
  readonly sent?: Wire
  /** The refusal of an operation that the server cannot even read. */
  readonly malformed?: { readonly code: string; readonly detail: string }
}

export interface Refusal {
  readonly type: Wire['type']
  readonly sku: string
  readonly attributes: Attributes
  readonly quantity: number | null
  readonly code: string
  readonly detail: string
  readonly at: number
}

export interface Client {
  readonly id: string
  /** The number of the next operation that is sent. */
  readonly next: number
  /** The server has dropped the client, so it is unknown which of its operations were applied. */
  readonly isLost?: boolean
}

export interface Queue {
  readonly nextPlace: number
  /** New operations belong to the last client. */
  readonly clients: readonly Client[]
  readonly operations: readonly Operation[]
  readonly refusals: readonly Refusal[]
}

export const EMPTY: Queue = { nextPlace: 1, clients: [], operations: [], refusals: [] }

const MAX_REFUSALS = 20
const MAX_BATCH = 100
/** Below the 16 KiB that a message of the socket may have. */
const MAX_BATCH_BYTES = 15_000

export type NewOperation = Omit<Operation, 'place' | 'client' | 'sent' | 'malformed'>

/**
 * @param fits whether the line can hold the units, as far as is known; if not, the operation stays separate, so that
 * only it is refused
 * @param newId the id of the client, if this is its first operation
 */
export function append(queue: Queue, operation: NewOperation, fits: boolean, newId: string): Queue {
  const refusals = queue.refusals.filter((refusal) => !isSameLine(refusal, operation.target))
  const folded = fits ? fold(queue.operations, operation) : null
  if (folded) return { ...queue, operations: folded, refusals }
  const started = withClient(queue, newId)
  const { nextPlace } = queue
  const operations = [...queue.operations, { ...operation, place: nextPlace, client: clientOf(started) }]
  return { ...started, nextPlace: nextPlace + 1, operations, refusals }
}

export function withClient(queue: Queue, newId: string): Queue {
  return queue.clients.length > 0 ? queue : { ...queue, clients: [{ id: newId, next: 1 }] }
}

/** The client of new operations. */
export function clientOf({ clients }: Queue): string {
  return clients.at(-1)?.id ?? ''
}

export function newId(): string {
  return crypto.randomUUID()
}

/** Quantity steps of a line become one while unsent: 50 clicks are one operation. Null when it cannot be folded. */
function fold(operations: readonly Operation[], next: NewOperation): readonly Operation[] | null {
  const index = operations.findLastIndex(({ target }) => isSameLine(target, next.target))
  const last = operations[index]
  if (!last || last.sent) return null
  const quantity = foldedQuantity(last, next)
  return quantity === null ? null : operations.with(index, { ...last, quantity })
}

function foldedQuantity(last: Operation, next: NewOperation): number | null {
  const { quantity } = next
  if (quantity === undefined || last.quantity === undefined) return null
  if (next.type === 'set') {
    // An addition becomes another one only if nothing else is on its line.
    const isOfNewLine = last.makesLine === true && quantity > 0
    return last.type === 'set' || isOfNewLine ? quantity : null
  }
  return next.type === 'add' && last.type === 'add' ? last.quantity + quantity : null
}

export interface Batch {
  readonly client: string
  readonly operations: readonly Wire[]
}

/**
 * Numbers the operations that are sent next.
 * @param most maximum number of operations
 * @param nameOf the name of its line for the server; null while an earlier operation decides that. `isAlone`: no
 * earlier one is on the same line
 */
export function nextBatch(
  queue: Queue,
  most: number,
  nameOf: (operation: Operation, isAlone: boolean) => Pick<Wire, 'sku' | 'lineId'> | null,
): { readonly queue: Queue; readonly batch: Batch } | null {
  const [head] = queue.operations
  const client = queue.clients.find(({ id }) => id === head?.client)
  if (!client || client.isLost) return null
  let { next } = client
  let bytes = 0
  const batch: Wire[] = []
  const operations = [...queue.operations]
  for (const [index, operation] of operations.entries()) {
    if (operation.client !== client.id || batch.length >= Math.min(most, MAX_BATCH)) break
    const isAlone = !queue.operations.slice(0, index).some(({ target }) => isSameLine(target, operation.target))
    const sent = operation.sent ?? formOf(operation, next, nameOf(operation, isAlone))
    if (!sent) break
    bytes += JSON.stringify(sent).length * 3
    if (batch.length > 0 && bytes > MAX_BATCH_BYTES) break
    if (!operation.sent) next++
    operations[index] = { ...operation, sent }
    batch.push(sent)
  }
  const clients = queue.clients.map((each) => (each === client ? { ...client, next } : each))
  return { queue: { ...queue, clients, operations }, batch: { client: client.id, operations: batch } }
}

function formOf(operation: Operation, seq: number, name: Pick<Wire, 'sku' | 'lineId'> | null): Wire | null {
  if (!name) return null
  const { type, quantity, selected, target } = operation
  const hasAttributes = type === 'add' && Object.keys(target.attributes).length > 0
  return { seq, type, ...name, quantity, selected, attributes: hasAttributes ? target.attributes : undefined }
}

/** Removes the operations that the server has decided, and stores the refusals. */
export function settle(queue: Queue, client: string, results: readonly OperationResult[], at: number): Queue {
  const bySeq = new Map(results.map((result) => [result.seq, result]))
  const refusals = [...queue.refusals]
  const operations = queue.operations.filter(({ client: sender, sent, malformed, type, target, quantity = null }) => {
    const result = sender === client && sent ? bySeq.get(sent.seq) : undefined
    if (!result) return true
    const { code, detail = '' } = malformed ?? result
    const { sku, attributes } = target
    if (code !== undefined) refusals.push({ type, sku, attributes, quantity, code, detail, at })
    return false
  })
  return { ...queue, operations, refusals: refusals.slice(-MAX_REFUSALS) }
}

/**
 * Replaces the first operation, which the server cannot read, by one without effect, because numbers have no gaps.
 */
export function withoutForm(queue: Queue, code: string, detail: string): Queue {
  const [head, ...rest] = queue.operations
  if (!head?.sent) return queue
  const sent: Wire = { seq: head.sent.seq, type: 'remove', lineId: 'none~0' }
  return { ...queue, operations: [{ ...head, sent, malformed: { code, detail } }, ...rest] }
}

/** Appends a guest's queue to the user's after the sign-in; the guest's client continues. */
export function joined(user: Queue, guest: Queue): Queue {
  // Lines may have other ids in the user's cart.
  const moved = guest.operations.map((operation, index) => {
    return { ...operation, place: user.nextPlace + index, target: { ...operation.target, isLocal: true } }
  })
  return {
    nextPlace: user.nextPlace + moved.length,
    clients: [...user.clients, ...guest.clients],
    operations: [...user.operations, ...moved],
    refusals: [...user.refusals, ...guest.refusals].slice(-MAX_REFUSALS),
  }
}

export function isSameLine(
  a: { readonly sku: string; readonly attributes: Attributes },
  b: { readonly sku: string; readonly attributes: Attributes },
): boolean {
  return keyOf(a) === keyOf(b)
}

/** Stays the same when the server gives the line an id: a list has one line per SKU and attributes. */
export function keyOf({ sku, attributes }: { readonly sku: string; readonly attributes: Attributes }): string {
  const names = Object.keys(attributes).sort()
  return names.length === 0 ? sku : sku + JSON.stringify(names.map((name) => [name, attributes[name]]))
}
