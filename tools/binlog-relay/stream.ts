/**
 * The binlog's stream of one connection, as changes of the catalogue's tables. Invariant: the place told with a change
 * is never behind it in the log; it moves at the ends of transactions alone.
 */
import ZongJi, { type AnyBinlogEvent, type RowData, type UpdateRowData } from '@vlasky/zongji'
import { skuSchema } from '../../src/contract/http/shapes.ts'
import type { Log } from '../../src/contract/log.ts'
import type { Changed } from './changes.ts'
import type { Place } from './place.ts'

const PRODUCTS = 'products'
const CATEGORIES = 'categories'

/** The server says something at least this often; after three times as long the connection counts as lost. */
const HEARTBEAT_MS = 10_000
const SILENCE_MS = 3 * HEARTBEAT_MS

/** Statements that were logged as such and may have changed the tables: which rows, nobody says. */
const UNTOLD = /^\s*(?:insert|update|delete|replace|load|truncate)\b.*\b(?:products|categories)\b/is

export interface Following {
  readonly url: string
  readonly serverId: number
  readonly from: Place
  readonly log: Log
  onChange(changed: Changed): void
}

/** Reads until the signal aborts. Throws what ended the stream before. */
export async function follow({ url, serverId, from, log, onChange }: Following, signal: AbortSignal): Promise<void> {
  // Texts for times: compared with each other, they need no zone.
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
        if (Date.now() - heardAt > SILENCE_MS) reject(new Error('the server has gone silent'))
      }, HEARTBEAT_MS)
      zongji.on('error', reject)
      // Before the stream begins: afterwards the connection takes no more statements.
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
  // The second is the name in MySQL 8.4 and later.
  return `SET @master_heartbeat_period = ${nanoseconds}, @source_heartbeat_period = ${nanoseconds}`
}

/** Also ends the server's side; it gives up after a second. */
function stop(zongji: ZongJi): Promise<void> {
  // Whatever a connection says that is being ended, nobody waits for.
  zongji.on('error', () => {})
  return new Promise((resolve) => {
    zongji.once('stopped', () => resolve())
    zongji.stop()
  })
}

const NOTHING: Omit<Changed, 'place'> = { skus: [], categories: false }

function changeOf(event: AnyBinlogEvent, database: string, log: Log): Omit<Changed, 'place'> {
  if ('query' in event && event.schema === database && UNTOLD.test(event.query)) {
    // Lists and searches are read anew; of single products nothing is known.
    log('error', 'binlog.untold', { alert: true, reason: 'the catalogue was changed by a statement, not by rows' })
    return { skus: [], categories: true }
  }
  if (!('rows' in event)) return NOTHING
  const table = event.tableMap[event.tableId]?.tableName
  if (table === CATEGORIES) return { skus: [], categories: true }
  const skus = event.rows.flatMap((row) => skusOf(row))
  const [strange] = skus.filter((sku) => !skuSchema.safeParse(sku).success)
  if (strange === undefined) return { skus, categories: false }
  // The worker serves none of these, so that it has nothing to forget either.
  log('warn', 'binlog.strange', { reason: 'a product has a SKU that no route takes' })
  return { skus: skus.filter((sku) => skuSchema.safeParse(sku).success), categories: false }
}

function skusOf(row: RowData | UpdateRowData): readonly string[] {
  if (!isUpdate(row)) return [String(row.sku)]
  const { before, after } = row
  if (isOwnIndexing(before, after)) return []
  // After the update the key is only there when it was changed, or all columns are logged.
  return after.sku === null || after.sku === before.sku ? [String(before.sku)] : [String(before.sku), String(after.sku)]
}

/** Columns hold no objects; so a pair of them is an update's two rows. */
function isUpdate(row: RowData | UpdateRowData): row is UpdateRowData {
  return typeof row.before === 'object' && row.before !== null && typeof row.after === 'object'
}

/** Pannier notes for itself that the search knows a version: an echo of its own. */
function isOwnIndexing(before: RowData, after: RowData): boolean {
  return Object.keys(after).every((column) => column === 'indexed_version' || after[column] === before[column])
}
