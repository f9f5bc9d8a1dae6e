/**
 * Walks over two tables side by side in the order of their keys.
 * Invariant: memory holds a page of each, regardless of their size; keys compare by byte, as both databases do.
 */
import { and, asc, type Column, eq, getTableColumns, gt, or, type SQL, sql, type Table } from 'drizzle-orm'
import type { Moving } from './moving.ts'
import { patiently } from './patience.ts'
import type { Row, Side, TableName } from './sides.ts'

export interface Pair {
  readonly source: Row | null
  readonly target: Row | null
}

type Key = readonly (string | number)[]

/** @param select columns by their names in the schema; absent: all */
export async function* pairsOf(
  { source, target, say }: Pick<Moving, 'source' | 'target' | 'say'>,
  name: TableName,
  key: readonly string[],
  select: readonly string[] | null = null,
): AsyncGenerator<Pair> {
  const [left, right] = [source, target].map((side) => walk(side, name, key, select, say))
  if (!left || !right) return
  let [one, other] = await Promise.all([left.next(), right.next()])
  while (!one.done || !other.done) {
    const order = one.done ? 1 : other.done ? -1 : compareKeys(keyOf(one.value, key), keyOf(other.value, key))
    yield { source: order <= 0 && !one.done ? one.value : null, target: order >= 0 && !other.done ? other.value : null }
    if (order <= 0) one = await left.next()
    if (order >= 0) other = await right.next()
  }
}

const PAGE_ROWS = 500
/** Rows of a few columns. */
const NARROW_PAGE_ROWS = 5_000

async function* walk(
  side: Side,
  name: TableName,
  key: readonly string[],
  select: readonly string[] | null,
  say: (line: string) => void,
) {
  const table = side.tables[name]
  const columns = key.map((each) => columnIn(table, each))
  const limit = select ? NARROW_PAGE_ROWS : PAGE_ROWS
  let after: Key | null = null
  for (;;) {
    const where: SQL | undefined = after ? isAfter(columns, after) : undefined
    const orderBy = columns.map((column) => asc(column))
    const read = (): Promise<readonly Row[]> =>
      select
        ? narrow(side, table, select, where, orderBy, limit)
        : side.database.rows(table as Table & { readonly $inferSelect: Row }, { orderBy, limit, where })
    const page = await patiently(say, read)
    yield* page
    const last = page.at(-1)
    if (!last || page.length < limit) return
    after = keyOf(last, key)
  }
}

/** Values are decoded by their columns, so that both databases give the same. */
async function narrow(
  side: Side,
  table: Table,
  select: readonly string[],
  where: SQL | undefined,
  orderBy: readonly SQL[],
  limit: number,
): Promise<readonly Row[]> {
  const columns = select.map((each) => [each, columnIn(table, each)] as const)
  const names = sql.join(
    columns.map(([, column]) => sql`${column}`),
    sql`, `,
  )
  const rows = await side.database.read(
    sql`select ${names} from ${table} where ${where ?? sql`true`} order by ${sql.join([...orderBy], sql`, `)} limit ${limit}`,
  )
  return rows.map((row) =>
    Object.fromEntries(
      columns.map(([each, column]) => {
        const value = row[column.name]
        if (value === null) return [each, null]
        return [each, column.dataType === 'number' ? Number(value) : column.mapFromDriverValue(value)]
      }),
    ),
  )
}

/** The row's columns in an order that does not depend on the schema's. */
export function contentOf(row: Row): string {
  return JSON.stringify(Object.entries(row).sort(([one], [other]) => (one < other ? -1 : 1)))
}

export function keyOf(row: Row, key: readonly string[]): Key {
  // The cast: keys are texts and numbers.
  return key.map((each) => row[each] as string | number)
}

function isAfter([first, second]: readonly Column[], [one = '', other = '']: Key): SQL | undefined {
  if (!first) return undefined
  if (!second) return gt(first, one)
  return or(gt(first, one), and(eq(first, one), gt(second, other)))
}

function compareKeys(one: Key, other: Key): number {
  for (const [place, value] of one.entries()) {
    const against = other[place] ?? ''
    const order =
      typeof value === 'number'
        ? value - Number(against)
        : Buffer.compare(Buffer.from(value), Buffer.from(String(against)))
    if (order !== 0) return order
  }
  return 0
}

function columnIn(table: Table, name: string): Column {
  const column = getTableColumns(table)[name]
  if (!column) throw new Error(`no column ${name}`)
  return column
}
