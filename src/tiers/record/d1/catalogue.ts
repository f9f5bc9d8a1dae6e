/**
 * The catalogue in D1: its lists and its tree of categories. catalogue-reads.ts has the reads that both databases
 * share, products.ts the edits of products.
 * Invariant: audit and epoch change with a category, in one batch, or not at all.
 */
import { and, eq, ne, sql } from 'drizzle-orm'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import { audit, categories, products } from '../../../../drizzle/d1/schema.ts'
import { afterWrite, loadProducts, treeRows } from '../catalogue-load.ts'
import { catalogueReads } from '../catalogue-reads.ts'
import { familyReads, withFamilies } from '../families.ts'
import type { CatalogueRecord, CategoryDrop } from '../record.ts'
import * as rows from '../rows.ts'
import type { WordCounts } from '../search/word-counts.ts'
import { d1Database } from './database.ts'
import { auditRows, raised } from './edits.ts'
import { productEdits } from './products.ts'
import { catalogueSearch } from './search.ts'
import { incoming, isOneOf, rowsOf } from './sql.ts'

export function catalogueRecord(db: DrizzleD1Database, now: () => number, counts: WordCounts): CatalogueRecord {
  const record: Omit<CatalogueRecord, 'load'> = {
    ...catalogueReads(d1Database(db)),
    ...catalogueSearch(db, counts),
    ...familyReads(d1Database(db)),
    ...withFamilies(productEdits(db), d1Database(db)),
    ...categoryEdits(db),
    async raiseCatalogueEpoch() {
      await raised(db, sql`true`)
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
          .onConflictDoUpdate({ target: categories.id, set: incoming(categories, categories.id) })
      }
      await loadProducts(record, loadedProducts, now())
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
      // `changes()` refers to the previous statement of the batch; later statements test for this audit row instead.
      const entry = auditRows([{ ...rows.auditToRow(write.audit), key: '' }], () => sql`changes() > 0`)
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
                set: incoming(categories, categories.id),
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
