/**
 * Reads the binlog over one connection and reports changes of the catalogue's tables. Invariant: the place reported
 * with a change never comes after that change in the log, because it advances only at the end of a transaction.
 */
import ZongJi, { type AnyBinlogEvent, type RowData, type UpdateRowData } from '@vlasky/zongji'
import { skuSchema } from '../../src/contract/http/shapes.ts'
import type { Log } from '../../src/contract/log.ts'
import type { Changed } from './changes.ts'
import type { Place } from './place.ts'

const PRODUCTS = 'products'
const CATEGORIES = 'categories'

/** The server sends at least a heartbeat at this interval; after three intervals of silence the connection is lost. */
const HEARTBEAT_MS = 10_000
const SILENCE_MS = 3 * HEARTBEAT_MS

/** Statements that were logged as text and may have changed the tables: the log does not contain the changed rows. */
const STATEMENT_EVENT = /^\s*(?:insert|update|delete|replace|load|truncate)\b.*\b(?:products|categories)\b/is

export interface Following {
  readonly url: string
  readonly serverId: number
  readonly from: Place
  readonly log: Log
  onChange(changed: Changed): void
}

/** Reads until the signal aborts. Throws the error that ended the stream earlier. */
export async function follow({ url, serverId, from, log, onChange }: Following, signal: AbortSignal): Promise<void> {
  // Dates are read as text, because they are only compared with each other and need no time zone.
  const zongji = new ZongJi({ uri: url, dateStrings: true })
  const database = decodeURIComponent(new URL(url).pathname.slice(1))
  let heardAt = Date.now()
  let watch: NodeJS.Timeout | undefined
  let end = () => {}
  try {
    await new Promise<void>((resolve, reject) => {
      end = resolve
      signal.addEventListener('abort', end)
      watch = setInterval(() => {
        if (Date.now() - heardAt > SILENCE_MS) reject(new Error('the server has sent nothing for 30 s'))
      }, HEARTBEAT_MS)
      zongji.on('error', reject)
      // This runs before the stream begins, because afterwards the connection accepts no statements.
      zongji.on('ready', () => zongji.connection?.query(heartbeats(), () => {}))
      zongji.on('binlog', (event) => {
        heardAt = Date.now()
        const { filename: file, position: offset } = zongji.options
        if (file === undefined || offset === undefined) return
        onChange({ ...changeOf(event, database, log), place: { file, offset } })
      })
      zongji.start({
        serverId,
        filename: from.file,
        position: from.offset,
        includeEvents: ['tablemap', 'writerows', 'updaterows', 'deleterows', 'query', 'xid', 'rotate', 'heartbeat'],
        includeSchema: { [database]: [PRODUCTS, CATEGORIES] },
      })
    })
  } finally {
    clearInterval(watch)
    signal.removeEventListener('abort', end)
    await stop(zongji)
  }
}

function heartbeats(): string {
  const nanoseconds = HEARTBEAT_MS * 1_000_000
  // MySQL 8.4 and later use the second name.
  return `SET @master_heartbeat_period = ${nanoseconds}, @source_heartbeat_period = ${nanoseconds}`
}

/** Stops the stream, also on the server; gives up after a second. */
function stop(zongji: ZongJi): Promise<void> {
  // Errors of a connection that is being closed have no effect.
  zongji.on('error', () => {})
  return new Promise((resolve) => {
    zongji.once('stopped', () => resolve())
    zongji.stop()
  })
}

const NOTHING: Omit<Changed, 'place'> = { skus: [], categories: false }

function changeOf(event: AnyBinlogEvent, database: string, log: Log): Omit<Changed, 'place'> {
  if ('query' in event && event.schema === database && STATEMENT_EVENT.test(event.query)) {
    // Lists and searches are refreshed; single products are not, because the changed rows are unknown.
    log('error', 'binlog.rows_unknown', {
      alert: true,
      reason: 'the catalogue was changed by a statement, not by rows',
    })
    return { skus: [], categories: true }
  }
  if (!('rows' in event)) return NOTHING
  const table = event.tableMap[event.tableId]?.tableName
  if (table === CATEGORIES) return { skus: [], categories: true }
  const skus = event.rows.flatMap((row) => skusOf(row))
  const [strange] = skus.filter((sku) => !skuSchema.safeParse(sku).success)
  if (strange === undefined) return { skus, categories: false }
  // The worker serves no product with such a SKU, so it has nothing to refresh.
  log('warn', 'binlog.strange', { reason: 'a product has a SKU that no route accepts' })
  return { skus: skus.filter((sku) => skuSchema.safeParse(sku).success), categories: false }
}

function skusOf(row: RowData | UpdateRowData): readonly string[] {
  if (!isUpdate(row)) return [String(row.sku)]
  const { before, after } = row
  if (isOwnIndexing(before, after)) return []
  // The row after an update contains the key only if the key changed or if the server logs all columns.
  return after.sku === null || after.sku === before.sku ? [String(before.sku)] : [String(before.sku), String(after.sku)]
}

/** An update has two rows, `before` and `after`; a column named `before` never contains an object. */
function isUpdate(row: RowData | UpdateRowData): row is UpdateRowData {
  return typeof row.before === 'object' && row.before !== null && typeof row.after === 'object'
}

/** Pannier writes `indexed_version` itself after it has indexed a product, so this update is not an edit. */
function isOwnIndexing(before: RowData, after: RowData): boolean {
  return Object.keys(after).every((column) => column === 'indexed_version' || after[column] === before[column])
}
