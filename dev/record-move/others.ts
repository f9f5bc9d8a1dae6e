/**
 * Moves the rows that are neither copies nor products. Before the switch the target becomes equal to the source; after
 * it only rows that the target cannot have changed in the meantime are added or replaced.
 */
import type { Moving } from './moving.ts'
import { contentOf, keyOf, type Pair, pairsOf } from './pairs.ts'
import { patiently } from './patience.ts'
import { isIn, type Row } from './sides.ts'
import type { MovedTable } from './tables.ts'

const AT_ONCE = 200

/** @returns the number of rows that were written or deleted */
export async function copyOthers(moving: Moving, moved: MovedTable): Promise<number> {
  const { target, isSwitched, show, say } = moving
  const { table, key, shrinks } = moved
  let [checked, copied] = [0, 0]
  const wanted: Row[] = []
  const gone: Row[] = []
  const flush = async () => {
    const rows = wanted.splice(0)
    if (rows.length > 0) await patiently(say, () => target.put(table, key, rows, whenOf(moved, isSwitched)))
    await drop(moving, moved, gone.splice(0))
  }
  for await (const pair of pairsOf(moving, table, key)) {
    checked++
    const row = rowFor(pair, moved, isSwitched)
    if (row) wanted.push(row)
    if (!pair.source && pair.target && shrinks && !isSwitched) gone.push(pair.target)
    copied += row ? 1 : 0
    if (wanted.length + gone.length >= AT_ONCE) await flush()
    show(table, checked, copied)
  }
  await flush()
  return copied
}

function rowFor({ source, target }: Pair, { later }: MovedTable, isSwitched: boolean): Row | null {
  if (!source || (target && contentOf(source) === contentOf(target))) return null
  if (!target || !isSwitched) return source
  if (later === 'newer') return Number(source.version) > Number(target.version) ? source : null
  return later === 'greater' ? greater(source, target) : null
}

function whenOf({ later }: MovedTable, isSwitched: boolean) {
  // A copy that is run after the switch by mistake must not bring an older version back.
  if (!isSwitched) return later === 'newer' ? 'notOlder' : 'always'
  return later === 'greater' ? 'always' : later
}

/** Null if no count of the source is greater. */
function greater(source: Row, target: Row): Row | null {
  const counts = Object.entries(source).map(([name, value]) => {
    const other = target[name]
    return [name, typeof value === 'number' && typeof other === 'number' ? Math.max(value, other) : value] as const
  })
  return counts.some(([name, value]) => value !== target[name]) ? Object.fromEntries(counts) : null
}

async function drop({ target, say }: Moving, { table, key }: MovedTable, rows: readonly Row[]): Promise<void> {
  const [column = ''] = key
  const its = target.tables[table]
  // A table whose key has two columns keeps such rows: one value of the first column names several of them.
  if (rows.length === 0 || key.length > 1) return
  const ids = rows.map((row) => String(keyOf(row, key)[0]))
  await patiently(say, () => target.database.remove(its, isIn(target, its, column, ids)))
}
