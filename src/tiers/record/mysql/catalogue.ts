/**
 * The catalogue in MySQL: its lists and its tree of categories. catalogue-reads.ts has the reads that both databases
 * share, products.ts the edits of products.
 * Invariant: audit and epoch change with a category, in one transaction, or not at all.
 */
import { and, eq, getTableColumns, ne, type SQL, sql } from 'drizzle-orm'
import type { MySqlTable } from 'drizzle-orm/mysql-core'
import { audit, categories, products } from '../../../../drizzle/mysql/schema.ts'
import { afterWrite, loadProducts, treeRows } from '../catalogue-load.ts'
import { catalogueReads } from '../catalogue-reads.ts'
import { familyReads, withFamilies } from '../families.ts'
import type { CatalogueRecord, CategoryDrop } from '../record.ts'
import * as rows from '../rows.ts'
import type { WordCounts } from '../search/word-counts.ts'
import type { MysqlDatabase } from './client.ts'
import { mysqlDatabase } from './database.ts'
import { type Executor, raise } from './epoch.ts'
import { productEdits } from './products.ts'
import { catalogueSearch } from './search.ts'

export function catalogueRecord(db: MysqlDatabase, now: () => number, counts: WordCounts): CatalogueRecord {
  const record: Omit<CatalogueRecord, 'load'> = {
    ...catalogueReads(mysqlDatabase(db)),
    ...catalogueSearch(db, counts),
    ...familyReads(mysqlDatabase(db)),
    ...withFamilies(productEdits(db), mysqlDatabase(db)),
    ...categoryEdits(db),
    raiseCatalogueEpoch: () => raise(db),
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

function incoming(table: MySqlTable): Record<string, SQL> {
  const columns = Object.entries(getTableColumns(table))
  return Object.fromEntries(columns.map(([key, column]) => [key, sql`values(${sql.identifier(column.name)})`]))
}
