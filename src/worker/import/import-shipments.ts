/**
 * Ships the orders that the lines of a body name. Invariant: every line has a result of its own, and importing a file
 * again ships nothing twice: an order with the same shipment is unchanged.
 */
import type { ShipmentReport } from '../../contract/answers/import.ts'
import { MAX_SHIPMENTS, shipmentLine } from '../../contract/http/import.ts'
import { type FieldError, Problem } from '../../contract/problem.ts'
import type { OrderReply, OrderView } from '../../contract/rpc/order.ts'
import { type AuditEntry, type Author, auditEntry } from '../../domain/audit.ts'
import { readShipmentHeader, type ShipmentColumns } from '../../domain/import/shipment-columns.ts'
import { accept, type Result, refuse } from '../../domain/result.ts'
import type { AuditTrail } from '../audit/trail.ts'
import { each } from '../each.ts'
import { callObject, ObjectDown } from '../object-call.ts'
import type { ImportOptions } from './import-products.ts'
import { isRejection, readLines } from './lines.ts'
import type { ImportPorts } from './ports.ts'

type Line = ShipmentReport['items'][number]

interface Row {
  readonly line: number
  /** The order's id or its number. */
  readonly order: string
  readonly carrier: string
  readonly trackingNumber: string
}

type Ports = ImportPorts & { readonly audit: AuditTrail }

/** Throws `invalid_request` for an invalid header or too many lines, and TierError. */
export async function importShipments(
  ports: Ports,
  text: string,
  { contentType, author, dryRun }: ImportOptions,
): Promise<ShipmentReport> {
  const lines = [...readLines<ShipmentColumns, Row>(text, contentType, READING)]
  if (lines.length > MAX_SHIPMENTS) throw tooMany()
  const rows = lines.filter((line) => !isRejection(line)) as readonly Row[]
  const ids = await ports.record.orderIdsByNumber(rows.flatMap(({ order }) => (isId(order) ? [] : [order])))
  const items: Line[] = lines.filter(isRejection).map(({ line, message }) => unread(line, message))
  const found: [id: string, row: Row][] = []
  for (const row of rows) {
    const id = isId(row.order) ? row.order : ids.get(row.order)
    if (id === undefined) items.push(lineOf(row, null, 'not_found', `The order ${row.order} does not exist.`))
    else found.push([id, row])
  }
  // The lines of one order run one after the other.
  const byOrder = [...Map.groupBy(found, ([id]) => id)].map(([id, its]) => [id, its.map(([, row]) => row)] as const)
  const entries = new Map(byOrder.map(([id]) => [id, begun(author, id)]))
  if (!dryRun) await ports.audit.begin([...entries.values()])
  try {
    await each(byOrder, async ([id, its]) => {
      for (const row of its) {
        const line = dryRun ? await tried(ports, id, row) : await shipped(ports, id, row, author)
        items.push(line)
        const entry = entries.get(id)
        if (entry?.outcome !== 'done' && entry) entries.set(id, ended(entry, line))
      }
    })
  } finally {
    if (!dryRun) await ports.audit.end([...entries.values()].filter(({ outcome }) => outcome !== 'unknown'))
  }
  const count = (result: Line['result']) => items.filter((item) => item.result === result).length
  return {
    ...{ shipped: count('shipped'), unchanged: count('unchanged'), rejected: count('rejected') },
    items: items.sort((a, b) => a.line - b.line),
  }
}

const READING: Parameters<typeof readLines<ShipmentColumns, Row>>[2] = {
  header: readShipmentHeader,
  ofCells(line, columns, cells) {
    const [order, carrier, trackingNumber] = [columns.order, columns.carrier, columns.tracking_number].map(
      (place) => cells[place] ?? '',
    )
    return rowOf(line, { order, carrier, trackingNumber })
  },
  ofBody: rowOf,
}

function rowOf(line: number, body: unknown): Result<Row, string> {
  const parsed = shipmentLine.safeParse(body)
  if (parsed.success) return accept({ line, ...parsed.data })
  const [issue] = parsed.error.issues
  const [field] = issue?.path ?? []
  return refuse(`${field === undefined ? '' : `${String(field)}: `}${issue?.message ?? 'is not valid'}`)
}

async function shipped({ objects }: Ports, id: string, row: Row, { actor: by }: Author): Promise<Line> {
  const { carrier, trackingNumber } = row
  const envelope = { requestId: 'import', key: null, ifMatch: null }
  // Safe to repeat: an order ships only once.
  const act = () => objects.order(id).act({ type: 'ship', carrier, trackingNumber, by }, envelope)
  let reply: OrderReply
  try {
    reply = await callObject(true, act)
  } catch (error) {
    if (!(error instanceof ObjectDown)) throw error
    return lineOf(row, id, 'unavailable', 'The order did not answer; import the line again.')
  }
  if (reply.status !== 'refused') return lineOf(row, id, null, null)
  if (reply.order && isShippedSo(reply.order, row)) return unchanged(row, id)
  return lineOf(row, id, reply.code, reply.detail)
}

/** The result that the line would have. */
async function tried({ objects }: Ports, id: string, row: Row): Promise<Line> {
  const order = await callObject(true, () => objects.order(id).view())
  if (!order) return lineOf(row, id, 'not_found', `The order ${row.order} does not exist.`)
  if (isShippedSo(order, row)) return unchanged(row, id)
  if (order.status === 'paid') return lineOf(row, id, null, null)
  return lineOf(row, id, 'illegal_transition', `The order is ${order.status}.`)
}

function isShippedSo({ shipments = [] }: OrderView, { carrier, trackingNumber }: Row): boolean {
  return shipments.some(([, its]) => its.carrier === carrier && its.trackingNumber === trackingNumber)
}

function isId(order: string): boolean {
  return order.startsWith('ord_')
}

function lineOf({ line, order }: Row, orderId: string | null, code: string | null, message: string | null): Line {
  return { line, order, orderId, result: code === null ? 'shipped' : 'rejected', code, message }
}

function unchanged(row: Row, id: string): Line {
  return { ...lineOf(row, id, null, null), result: 'unchanged' }
}

function unread(line: number, message: string): Line {
  return { line, order: null, orderId: null, result: 'rejected', code: 'invalid_request', message }
}

function begun(author: Author, id: string): AuditEntry {
  return { ...auditEntry(author, 'ship', `order:${id}`, {}), outcome: 'unknown' }
}

function ended(entry: AuditEntry, { result, code }: Line): AuditEntry {
  if (result === 'shipped') return { ...entry, outcome: 'done', changes: { status: { from: 'paid', to: 'shipped' } } }
  if (code === 'unavailable') return entry
  return { ...entry, outcome: 'refused', detail: code ?? 'unchanged' }
}

function tooMany(): Problem {
  const errors: FieldError[] = [{ path: 'line', message: `at most ${MAX_SHIPMENTS} orders can ship in one request` }]
  return new Problem('invalid_request', 'The body is not valid.', { extra: { errors } })
}
