/**
 * Moves products: a row with a greater version replaces the target's, except for its units; its words are indexed from
 * it. Units that other systems put in are moved as a sum, because Pannier's own part follows from the stock's copy.
 */
import { and, eq, getTableColumns, sql, type Table } from 'drizzle-orm'
import { indexTerms } from '../../src/domain/search/terms.ts'
import { type ProductRow, productFromRow } from '../../src/tiers/record/rows.ts'
import type { Moving } from './moving.ts'
import { pairsOf } from './pairs.ts'
import { patiently } from './patience.ts'
import { isIn, type Side } from './sides.ts'

const AT_ONCE = 100
/** Only the target's own writes change these. */
const UNITS = ['onHand', 'objectOnHand', 'held']

/** The columns that show whether a product must be copied; the others are read only then. */
const STAND = ['sku', 'version', 'indexedVersion', 'onHand', 'objectOnHand', 'edit'] as const
type Stand = Pick<ProductRow, (typeof STAND)[number]>

/** @returns the number of products that were copied or whose units were changed */
export async function copyProducts(moving: Moving): Promise<number> {
  const { journal, show } = moving
  let [checked, copied] = [0, 0]
  const wanted: string[] = []
  const flush = async () => {
    if (wanted.length > 0) await send(moving, wanted.splice(0))
  }
  if (journal.applying) await resume(moving)
  for await (const pair of pairsOf(moving, 'products', ['sku'], STAND)) {
    checked++
    // The casts: rows of this table.
    const one = pair.source as Stand | null
    const other = pair.target as Stand | null
    if (one && (!other || one.version > other.version || other.indexedVersion < other.version)) {
      wanted.push(one.sku)
      copied++
    }
    if (one && other) copied += await moveUnits(moving, one, other)
    if (one && !moving.isSwitched) note(moving, one)
    if (wanted.length === AT_ONCE) await flush()
    show('products', checked, copied)
  }
  await flush()
  if (!moving.isSwitched) journal.save()
  return copied
}

/** Keeps the base of units that could not be added: the next pass tries it again. */
function note({ journal }: Moving, { sku, version, ...row }: Stand): void {
  journal.note(sku, { version, outside: journal.base(sku)?.outside ?? outsideOf(row) })
}

async function send({ source, target, say }: Moving, skus: readonly string[]): Promise<void> {
  const table = source.tables.products as Table & { readonly $inferSelect: ProductRow }
  const rows = await patiently(say, () =>
    source.database.rows<ProductRow>(table, { where: isIn(source, table, 'sku', skus) }),
  )
  // Not indexed yet: a run that is killed here finds these rows again.
  const fresh = rows.map((row) => ({ ...row, indexedVersion: 0 }))
  await patiently(say, () => target.put('products', ['sku'], fresh, 'newer', UNITS))
  const items = rows.map(productFromRow).map((product) => ({ product, terms: indexTerms(product) }))
  await patiently(say, () => target.record.indexProducts(items))
}

/** @returns 1 if the units of the target were changed */
async function moveUnits(moving: Moving, one: Stand, other: Stand): Promise<number> {
  const { source, target, journal, findings, isSwitched } = moving
  const { sku } = one
  const base = journal.base(sku)
  if (isSwitched && one.version !== (base?.version ?? other.version) && other.version >= one.version) {
    if (other.edit !== one.edit) {
      findings.add(`product ${sku}: edited in both records; ${target.name} keeps its edit, ${source.name} has another`)
    }
  }
  const was = outsideOf(other)
  // Without a base the target has only rows of this move, unless the deployment writes there.
  const by = outsideOf(one) - (base?.outside ?? (isSwitched ? outsideOf(one) : was))
  if (by === 0) return 0
  journal.begin({ sku, was, by })
  const isAdded = (await add(moving, sku, was, by)) || (await outsideIn(target, sku)) === was + by
  journal.end({ version: one.version, outside: isAdded ? outsideOf(one) : outsideOf(one) - by })
  return 1
}

/**
 * Adds only if nothing else has changed the units since they were read: the next pass then does it. False also when the
 * answer to the first try was lost.
 */
async function add({ target, say }: Moving, sku: string, was: number, by: number): Promise<boolean> {
  const table = target.tables.products
  const { onHand, objectOnHand } = columns(table)
  const isUnchanged = and(eq(columns(table).sku, sku), sql`${onHand} - ${objectOnHand} = ${was}`)
  const name = sql.identifier(onHand.name)
  const change = sql`update ${table} set ${name} = ${name} + ${by} where ${isUnchanged}`
  return (await patiently(say, () => target.change(change))) > 0
}

/** A run was killed while it added units: asks whether they were added. */
async function resume({ target, journal, say }: Moving): Promise<void> {
  const { applying } = journal
  if (!applying) return
  const { sku, was, by } = applying
  const base = journal.base(sku)
  const found = await patiently(say, () => outsideIn(target, sku))
  if (base && found === was + by) journal.end({ ...base, outside: base.outside + by })
  else if (base) journal.end(base)
}

async function outsideIn({ database, tables }: Side, sku: string): Promise<number | null> {
  const table = tables.products as Table & { readonly $inferSelect: ProductRow }
  const [row] = await database.rows<ProductRow>(table, { where: eq(columns(table).sku, sku), limit: 1 })
  return row ? outsideOf(row) : null
}

function outsideOf({ onHand, objectOnHand }: Pick<ProductRow, 'onHand' | 'objectOnHand'>): number {
  return onHand - objectOnHand
}

function columns(table: Table) {
  const { sku, onHand, objectOnHand } = getTableColumns(table)
  if (!sku || !onHand || !objectOnHand) throw new Error('no table of products')
  return { sku, onHand, objectOnHand }
}
