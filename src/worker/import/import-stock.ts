/**
 * Imports the lines of a body as units on hand. Invariant: only differences are written, so that importing a file twice
 * changes nothing, and a line that repeats an earlier count does not undo sales made in between.
 */
import { stockLine } from '../../contract/http/import.ts'
import { unavailable } from '../../contract/problem.ts'
import type { StockView } from '../../contract/rpc/stock.ts'
import { follow, type Row } from '../../domain/import/plan.ts'
import { readStockHeader, type StockColumns } from '../../domain/import/stock-columns.ts'
import { trimmed } from '../../domain/pasted.ts'
import type { Product } from '../../domain/product.ts'
import { accept, type Result, refuse } from '../../domain/result.ts'
import { eachInTurn } from '../each.ts'
import { callObject } from '../object-call.ts'
import type { ImportOptions } from './import-products.ts'
import { readLines } from './lines.ts'
import type { ImportPorts } from './ports.ts'
import { batchesOf, Report } from './report.ts'

const ROWS_PER_WRITE = 500

type StockRow = Row<number>

/** Throws `invalid_request` for an invalid header, and TierError. */
export async function importStock(ports: ImportPorts, text: string, { contentType, dryRun }: ImportOptions) {
  const report = new Report()
  const lines = readLines<StockColumns, StockRow>(text, contentType, {
    header: readStockHeader,
    ofCells(line, { product_id: id, quantity }, cells) {
      const [sku = '', units = ''] = [id, quantity].map((place) => trimmed(cells[place] ?? ''))
      return rowOf(
        line,
        { sku, onHand: /^-?\d{1,15}(\.\d{1,9})?$/.test(units) ? Number(units) : units },
        'product_id',
        'quantity',
      )
    },
    ofBody: (line, body) => rowOf(line, body, 'sku', 'onHand'),
  })
  for (const rows of batchesOf(lines, ROWS_PER_WRITE, report)) await takeRows(ports, rows, dryRun, report)
  return report.body()
}

async function takeRows(ports: ImportPorts, rows: readonly StockRow[], dryRun: boolean, report: Report): Promise<void> {
  const { record, catalogue } = ports
  const bySku = Map.groupBy(rows, ({ id }) => id)
  const standing = await record.getProducts([...bySku.keys()])
  const changed: { readonly before: Product; readonly onHand: number; readonly line: number }[] = []
  for (const [sku, own] of bySku) {
    const held = standing.get(sku)
    const before = held && held.status !== 'deleted' ? held : null
    const { state, taken, effects, refused } = follow(own, before?.onHand ?? null, (a, b) => a === b)
    report.reject(...refused)
    if (!before || state === null || state === before.onHand) report.count('unchanged', taken.length)
    else {
      changed.push({ before, onHand: state, line: taken.at(-1)?.line ?? 0 })
      for (const effect of effects) report.count(effect)
    }
  }
  if (changed.length === 0 || dryRun) return
  const counted: Product[] = []
  await eachInTurn(changed, async (count) => {
    const stock = await takeCount(ports, count, report)
    if (stock) counted.push({ ...count.before, onHand: stock.onHand, held: stock.held })
  })
  // The record receives the change within seconds; update the caches now for shoppers.
  await catalogue.edited(counted)
}

/** Counts through the stock's own object, so that a concurrent sale counts once. Null when the object refused. */
async function takeCount(
  { objects }: ImportPorts,
  { before, onHand, line }: { readonly before: Product; readonly onHand: number; readonly line: number },
  report: Report,
): Promise<StockView | null> {
  const edit = { change: { onHand }, requestId: 'import', key: null, ifVersion: null }
  const reply = await callObject(true, () => objects.stock(before.sku).edit(edit))
  if (reply.status === 'unchanged') {
    // The record did not have this count yet, although the object did.
    report.count('updated', -1)
    report.count('unchanged')
  }
  if (reply.status !== 'refused') return reply.stock
  if (reply.code === 'unavailable') throw unavailable(reply.detail)
  report.count('updated', -1)
  report.reject({ line, message: `quantity: ${reply.detail}` })
  return null
}

function rowOf(line: number, body: unknown, skuName: string, unitsName: string): Result<StockRow, string> {
  const parsed = stockLine.safeParse(body)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const [field] = issue?.path ?? []
    const name = field === 'sku' ? skuName : field === 'onHand' ? unitsName : null
    return refuse(`${name === null ? '' : `${name}: `}${issue?.message ?? 'is not valid'}`)
  }
  const { sku, onHand } = parsed.data
  return accept({
    line,
    id: sku,
    next: (before) => (before === null ? refuse(`${skuName}: the product does not exist`) : accept(onHand)),
  })
}
