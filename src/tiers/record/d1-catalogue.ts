/**
 * The catalogue in D1. An edit is one batch, which is one transaction: the guarded write first, and everything that
 * belongs to it only where it took effect. Invariant: terms, audit and epoch change with the product or not at all.
 */
import { and, asc, desc, eq, gt, ne, type SQL, sql } from 'drizzle-orm'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import { ulid } from 'ulid'
import { audit, catalogueState, categories, products, productTerms } from '../../../drizzle/d1/schema.ts'
import { afterWrite, loadProducts, treeRows } from './catalogue-load.ts'
import { beyond, toPage } from './cursor.ts'
import { catalogueSearch } from './d1-search.ts'
import { incoming, isOneOf, rowsOf } from './d1-sql.ts'
import type { CatalogueRecord, CategoryDrop, ProductWrite } from './record.ts'
import * as rows from './rows.ts'

const STATE = 'catalogue'

export function catalogueRecord(db: DrizzleD1Database, now: () => number): CatalogueRecord {
  const record: Omit<CatalogueRecord, 'load'> = {
    ...catalogueSearch(db),
    ...productEdits(db),
    ...categoryEdits(db),
    async getProducts(skus) {
      const found = await db.select().from(products).where(isOneOf(products.sku, skus))
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
    async raiseCatalogueEpoch() {
      await raised(db, sql`true`)
    },
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
      const stored = await db.select().from(categories)
      if (loadedCategories.length > 0) {
        const versions = new Map(stored.map(({ id, version }) => [id, version]))
        const next = loadedCategories.map((each) => ({ ...each, version: (versions.get(each.id) ?? 0) + 1 }))
        const all = treeRows(stored, next)
        await db
          .insert(categories)
          .select(rowsOf(categories, all))
          .onConflictDoUpdate({ target: categories.id, set: incoming(categories) })
      }
      await loadProducts(record, loadedProducts, now())
    },
  }
}

function productEdits(db: DrizzleD1Database): Pick<CatalogueRecord, 'writeProducts' | 'setStock' | 'indexProducts'> {
  return {
    async writeProducts(writes) {
      if (writes.length === 0) return new Set()
      const edit = ulid()
      const skus = writes.map(({ product }) => product.sku)
      const { onHand: _, ...set } = incoming(products)
      const upsert = db
        .insert(products)
        .select(
          rowsOf(
            products,
            writes.map(({ product }) => rows.productToRow(product, edit)),
          ),
        )
        // Units on hand are nobody's to edit here: others change them meanwhile, by difference.
        .onConflictDoUpdate({ target: products.sku, set, setWhere: sql`${products.version} = excluded.version - 1` })
      const written = and(isOneOf(products.sku, skus), eq(products.edit, edit))
      const isWritten = (sku: SQL) =>
        sql`exists (select 1 from ${products} where ${products.sku} = ${sku} and ${products.edit} = ${edit})`
      const entries = writes.flatMap(({ product, audit: entry }) =>
        entry ? [{ ...rows.auditToRow(entry), sku: product.sku }] : [],
      )
      const results = await db.batch([
        upsert,
        db
          .delete(productTerms)
          .where(sql`${productTerms.sku} in (select ${products.sku} from ${products} where ${written})`),
        insertTerms(db, writes, isWritten(sql`given.value ->> 1`)),
        db.insert(audit).select(auditRows(entries, isWritten)),
        raised(db, sql`exists (select 1 from ${products} where ${written})`),
        db.select({ sku: products.sku }).from(products).where(written),
      ])
      return new Set(results[5].map(({ sku }) => sku))
    },
    async setStock(units) {
      const given = JSON.stringify(units.map(({ sku, onHand }) => [sku, onHand]))
      const isGiven = isOneOf(
        products.sku,
        units.map(({ sku }) => sku),
      )
      const [before] = await db.batch([
        db
          .select({ sku: products.sku, onHand: products.onHand })
          .from(products)
          .where(and(isGiven, ne(products.status, 'deleted'))),
        db
          .update(products)
          .set({ onHand: sql`(select value ->> 1 from json_each(${given}) where value ->> 0 = ${products.sku})` })
          .where(isGiven),
      ])
      return new Map(before.map(({ sku, onHand }) => [sku, onHand]))
    },
    async indexProducts(items) {
      if (items.length === 0) return
      const versions = JSON.stringify(items.map(({ product }) => [product.sku, product.version]))
      const isThis = (sku: SQL) =>
        sql`exists (select 1 from ${products} join json_each(${versions}) v on v.value ->> 0 = ${products.sku} and v.value ->> 1 = ${products.version} where ${products.sku} = ${sku})`
      const skus = isOneOf(
        productTerms.sku,
        items.map(({ product }) => product.sku),
      )
      await db.batch([
        db.delete(productTerms).where(and(skus, isThis(sql`${productTerms.sku}`))),
        insertTerms(db, items, isThis(sql`given.value ->> 1`)),
        db
          .update(products)
          .set({ indexedVersion: sql`${products.version}` })
          .where(
            sql`(${products.sku}, ${products.version}) in (select value ->> 0, cast(value ->> 1 as integer) from json_each(${versions}))`,
          ),
      ])
    },
  }
}

function categoryEdits(db: DrizzleD1Database): Pick<CatalogueRecord, 'listCategories' | 'writeCategory'> {
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
      const stored = await db.select().from(categories)
      const { id, version, rows: tree } = afterWrite(stored, write)
      const others = tree.filter((row) => row.id !== id)
      const ranks = JSON.stringify(others.map((row) => [row.id, row.treeRank]))
      // Of the statement before it; the others then look for the entry.
      const entry = auditRows([{ ...rows.auditToRow(write.audit), sku: '' }], () => sql`changes() > 0`)
      const done = sql`exists (select 1 from ${audit} where ${audit.id} = ${write.audit.id})`
      const own = rowsOf(
        categories,
        tree.filter((row) => row.id === id),
      )
      const [first] = await db.batch([
        'drop' in write
          ? dropCategory(db, write)
          : db
              .insert(categories)
              .select(own)
              .onConflictDoUpdate({
                target: categories.id,
                set: incoming(categories),
                setWhere: eq(categories.version, version),
              }),
        db.insert(audit).select(entry),
        db
          .update(categories)
          .set({ treeRank: sql`(select value ->> 1 from json_each(${ranks}) where value ->> 0 = ${categories.id})` })
          .where(
            and(
              isOneOf(
                categories.id,
                others.map((row) => row.id),
              ),
              done,
            ),
          ),
        raised(db, done),
      ])
      return first.meta.changes > 0
    },
  }
}

function dropCategory(db: DrizzleD1Database, { drop, version }: CategoryDrop) {
  const child = sql`select 1 from ${categories} c where c.parent = ${drop}`
  const filed = sql`select 1 from ${products} where ${products.category} = ${drop} and ${ne(products.status, 'deleted')}`
  return db
    .delete(categories)
    .where(
      and(
        eq(categories.id, drop),
        eq(categories.version, version),
        sql`not exists (${child})`,
        sql`not exists (${filed})`,
      ),
    )
}

/** Raises the epoch when `when` holds. */
function raised(db: DrizzleD1Database, when: SQL) {
  return db
    .insert(catalogueState)
    .select(sql`select ${STATE}, 1 where ${when}`)
    .onConflictDoUpdate({ target: catalogueState.id, set: { epoch: sql`${catalogueState.epoch} + 1` } })
}

function insertTerms(db: DrizzleD1Database, items: readonly Pick<ProductWrite, 'product' | 'terms'>[], only: SQL) {
  const all = items.flatMap(({ product, terms }) =>
    // A deleted one is found no more.
    product.status === 'deleted' ? [] : terms.map(({ term, weight }) => ({ term, sku: product.sku, weight })),
  )
  return db.insert(productTerms).select(rowsOf(productTerms, all, only))
}

/** Entries as rows of the audit, those of products only where the product was written. */
function auditRows(entries: readonly (rows.AuditRow & { readonly sku: string })[], isWritten: (sku: SQL) => SQL): SQL {
  const values = entries.map(({ id, at, actor, action, subject, changes, sku }) => {
    return [id, audit.at.mapToDriverValue(at), actor, action, subject, changes, sku]
  })
  const picks = sql.raw([0, 1, 2, 3, 4, 5].map((place) => `value ->> ${place}`).join(', '))
  return sql`select ${picks} from json_each(${JSON.stringify(values)}) as given where ${isWritten(sql`given.value ->> 6`)}`
}
