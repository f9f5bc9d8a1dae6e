/**
 * The catalogue in MySQL. An edit is one transaction: the guarded write first, then everything that belongs to what it
 * wrote. Invariant: terms, audit and epoch change with the product or not at all.
 */
import { and, asc, desc, eq, getTableColumns, gt, inArray, ne, type SQL, sql } from 'drizzle-orm'
import type { MySqlTable } from 'drizzle-orm/mysql-core'
import { ulid } from 'ulid'
import { audit, catalogueState, categories, products, productTerms } from '../../../drizzle/mysql/schema.ts'
import { afterWrite, loadProducts, treeRows } from './catalogue-load.ts'
import { beyond, toPage } from './cursor.ts'
import type { MysqlDatabase } from './mysql-client.ts'
import { catalogueSearch } from './mysql-search.ts'
import type { CatalogueRecord, CategoryDrop, ProductWrite } from './record.ts'
import * as rows from './rows.ts'

const STATE = 'catalogue'
const TERMS_PER_STATEMENT = 2_000

/** What statements run on: the database, or one transaction of it. */
type Executor = Pick<MysqlDatabase, 'select' | 'insert' | 'update' | 'delete' | 'execute'>

export function catalogueRecord(db: MysqlDatabase, now: () => number): CatalogueRecord {
  const record: Omit<CatalogueRecord, 'load'> = {
    ...catalogueSearch(db),
    ...productEdits(db),
    ...categoryEdits(db),
    async getProducts(skus) {
      if (skus.length === 0) return new Map()
      const found = await db
        .select()
        .from(products)
        .where(inArray(products.sku, [...skus]))
      return new Map(found.map((row) => [row.sku, rows.productFromRow(row)]))
    },
    async getProduct(sku) {
      return (await record.getProducts([sku])).get(sku) ?? null
    },
    async changedProducts(limit, after) {
      const place = sql`(${products.updatedAt}, ${products.sku}) > (${sql.param(after.updatedAt, products.updatedAt)}, ${after.sku})`
      const found = await db
        .select()
        .from(products)
        .where(place)
        .orderBy(asc(products.updatedAt), asc(products.sku))
        .limit(limit)
      return found.map((row) => ({ product: rows.productFromRow(row), indexed: row.indexedVersion >= row.version }))
    },
    async exportProducts(limit, afterSku) {
      const found = await db
        .select()
        .from(products)
        .where(and(ne(products.status, 'deleted'), gt(products.sku, afterSku)))
        .orderBy(asc(products.sku))
        .limit(limit)
      return found.map(rows.productFromRow)
    },
    async catalogueEpoch() {
      const [state] = await db.select().from(catalogueState).where(eq(catalogueState.id, STATE)).limit(1)
      return state?.epoch ?? 0
    },
    raiseCatalogueEpoch: () => raise(db),
    async listAudit(subject, limit, after) {
      const found = await db
        .select()
        .from(audit)
        .where(and(subject === null ? undefined : eq(audit.subject, subject), beyond(audit.at, audit.id, '<', after)))
        .orderBy(desc(audit.at), desc(audit.id))
        .limit(limit + 1)
      return toPage(found, limit, ({ at, id }) => [at, id], rows.auditFromRow)
    },
  }
  return {
    ...record,
    async load(loadedCategories, loadedProducts) {
      if (loadedCategories.length > 0) {
        await db.transaction(async (transaction) => {
          const stored = await transaction.select().from(categories)
          const versions = new Map(stored.map(({ id, version }) => [id, version]))
          const next = loadedCategories.map((each) => ({ ...each, version: (versions.get(each.id) ?? 0) + 1 }))
          const all = [...treeRows(stored, next)]
          await transaction
            .insert(categories)
            .values(all)
            .onDuplicateKeyUpdate({ set: incoming(categories) })
        })
      }
      await loadProducts(record, loadedProducts, now())
    },
  }
}

function productEdits(db: MysqlDatabase): Pick<CatalogueRecord, 'writeProducts' | 'setStock' | 'indexProducts'> {
  return {
    async writeProducts(writes) {
      if (writes.length === 0) return new Set()
      const edit = ulid()
      const skus = writes.map(({ product }) => product.sku).sort()
      const written = () =>
        db
          .select({ sku: products.sku })
          .from(products)
          .where(and(inArray(products.sku, skus), eq(products.edit, edit)))
      try {
        return await db.transaction((transaction) => writeIn(transaction, writes, edit, skus))
      } catch (error) {
        // The answer to the COMMIT may be what was lost: what carries this edit's name was written.
        const found = await written().catch(() => [])
        if (found.length === 0) throw error
        return new Set(found.map(({ sku }) => sku))
      }
    },
    async setStock(units) {
      if (units.length === 0) return new Map()
      return db.transaction(async (transaction) => {
        const skus = units.map(({ sku }) => sku).sort()
        const before = await transaction
          .select({ sku: products.sku, onHand: products.onHand })
          .from(products)
          .where(and(inArray(products.sku, skus), ne(products.status, 'deleted')))
          .for('update')
        const cases = units.map(({ sku, onHand }) => sql`when ${sku} then ${onHand}`)
        await transaction
          .update(products)
          .set({ onHand: sql`case ${products.sku} ${sql.join(cases, sql` `)} else ${products.onHand} end` })
          .where(inArray(products.sku, skus))
        return new Map(before.map(({ sku, onHand }) => [sku, onHand]))
      })
    },
    async indexProducts(items) {
      if (items.length === 0) return
      await db.transaction(async (transaction) => {
        const found = await transaction
          .select({ sku: products.sku, version: products.version })
          .from(products)
          .where(
            inArray(
              products.sku,
              items.map(({ product }) => product.sku),
            ),
          )
          .for('update')
        const versions = new Map(found.map(({ sku, version }) => [sku, version]))
        const present = items.filter(({ product }) => versions.get(product.sku) === product.version)
        if (present.length === 0) return
        const skus = present.map(({ product }) => product.sku)
        await replaceTerms(transaction, present, skus)
        await transaction
          .update(products)
          .set({ indexedVersion: sql`${products.version}` })
          .where(inArray(products.sku, skus))
      })
    },
  }
}

async function writeIn(
  transaction: Executor,
  writes: readonly ProductWrite[],
  edit: string,
  skus: readonly string[],
): Promise<ReadonlySet<string>> {
  const insert = transaction
    .insert(products)
    .values(writes.map(({ product }) => rows.productToRow(product, edit)))
    .getSQL()
  const { sku: _, onHand: __, version, ...data } = getTableColumns(products)
  const isNext = sql`values(version) = version + 1`
  await transaction.execute(
    sql`${insert} on duplicate key update ${assignments([...Object.values(data), version], isNext)}`,
  )
  const found = await transaction
    .select({ sku: products.sku })
    .from(products)
    .where(and(inArray(products.sku, [...skus]), eq(products.edit, edit)))
  const written = new Set(found.map((row) => row.sku))
  if (written.size === 0) return written
  const done = writes.filter(({ product }) => written.has(product.sku))
  await replaceTerms(transaction, done, [...written])
  const entries = done.flatMap(({ audit: entry }) => (entry ? [rows.auditToRow(entry)] : []))
  if (entries.length > 0) await transaction.insert(audit).values(entries)
  await raise(transaction)
  return written
}

async function replaceTerms(
  transaction: Executor,
  items: readonly Pick<ProductWrite, 'product' | 'terms'>[],
  skus: readonly string[],
): Promise<void> {
  await transaction.delete(productTerms).where(inArray(productTerms.sku, [...skus]))
  const all = items.flatMap(({ product, terms }) =>
    // A deleted one is found no more.
    product.status === 'deleted' ? [] : terms.map(({ term, weight }) => ({ term, sku: product.sku, weight })),
  )
  for (let from = 0; from < all.length; from += TERMS_PER_STATEMENT) {
    await transaction.insert(productTerms).values(all.slice(from, from + TERMS_PER_STATEMENT))
  }
}

function categoryEdits(db: MysqlDatabase): Pick<CatalogueRecord, 'listCategories' | 'writeCategory'> {
  return {
    async listCategories() {
      const active = and(eq(products.category, categories.id), eq(products.status, 'active'))
      const count = sql<number>`(select count(*) from ${products} where ${active})`.mapWith(Number)
      const found = await db
        .select({ row: categories, count })
        .from(categories)
        .orderBy(categories.treeRank, categories.id)
      return found.map(({ row, count }) => ({ ...rows.categoryFromRow(row), count }))
    },
    async writeCategory(write) {
      return db.transaction(async (transaction) => {
        const stored = await transaction.select().from(categories).for('update')
        const { id, version, rows: tree } = afterWrite(stored, write)
        if ((stored.find((row) => row.id === id)?.version ?? 0) !== version) return false
        if ('drop' in write && !(await dropCategory(transaction, write))) return false
        if (tree.length > 0) {
          await transaction
            .insert(categories)
            .values([...tree])
            .onDuplicateKeyUpdate({ set: incoming(categories) })
        }
        await transaction.insert(audit).values(rows.auditToRow(write.audit))
        await raise(transaction)
        return true
      })
    },
  }
}

async function dropCategory(transaction: Executor, { drop }: CategoryDrop): Promise<boolean> {
  const [child] = await transaction
    .select({ id: categories.id })
    .from(categories)
    .where(eq(categories.parent, drop))
    .limit(1)
  const [filed] = await transaction
    .select({ sku: products.sku })
    .from(products)
    .where(and(eq(products.category, drop), ne(products.status, 'deleted')))
    .limit(1)
  if (child || filed) return false
  await transaction.delete(categories).where(eq(categories.id, drop))
  return true
}

async function raise(executor: Executor): Promise<void> {
  await executor
    .insert(catalogueState)
    .values({ id: STATE, epoch: 1 })
    .onDuplicateKeyUpdate({ set: { epoch: sql`${catalogueState.epoch} + 1` } })
}

/** Evaluated from left to right, so that what the condition reads is to come last. */
function assignments(columns: readonly { readonly name: string }[], when: SQL): SQL {
  const each = columns.map(({ name }) => {
    const column = sql.identifier(name)
    return sql`${column} = if(${when}, values(${column}), ${column})`
  })
  return sql.join(each, sql`, `)
}

function incoming(table: MySqlTable): Record<string, SQL> {
  const columns = Object.entries(getTableColumns(table))
  return Object.fromEntries(columns.map(([key, column]) => [key, sql`values(${sql.identifier(column.name)})`]))
}
