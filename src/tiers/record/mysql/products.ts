/**
 * Edits of products in MySQL. Invariants: terms, audit and epoch change with the product, in one transaction, or not at
 * all; written rows carry the edit's name, so that the outcome of a COMMIT whose answer was lost can be looked up.
 */
import { and, eq, getTableColumns, inArray, ne, sql } from 'drizzle-orm'
import { ulid } from 'ulid'
import { audit, products, productTerms, productWords } from '../../../../drizzle/mysql/schema.ts'
import { facetsOf } from '../../../domain/catalogue/facet.ts'
import { mediaTerms } from '../../../domain/search/media-terms.ts'
import type { SearchTerm } from '../../../domain/search/terms.ts'
import { type FamilyWrites, statusIn, termsOf } from '../families.ts'
import type { CatalogueRecord, ProductWrite } from '../record.ts'
import * as rows from '../rows.ts'
import { wordsRow } from '../search/product-words.ts'
import type { MysqlDatabase } from './client.ts'
import { assignments, type Executor, raise } from './epoch.ts'

const TERMS_PER_STATEMENT = 2_000

export function productEdits(
  db: MysqlDatabase,
): Pick<CatalogueRecord, 'writeProducts' | 'setStock' | 'outsideStock' | 'indexProducts'> & FamilyWrites {
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
        // Perhaps only the answer to the COMMIT was lost: rows that carry this edit's name were written.
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
    async outsideStock(sku) {
      const outside = sql<number>`${products.onHand} - ${products.objectOnHand}`.mapWith(Number)
      const [row] = await db.select({ outside }).from(products).where(eq(products.sku, sku)).limit(1)
      return row?.outside ?? null
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
        await raise(transaction)
      })
    },
    async listFamilies(listings) {
      if (listings.length === 0) return new Set()
      return db.transaction(async (transaction) => {
        const ids = listings.map(({ family }) => family)
        const found = await transaction
          .select({ sku: products.sku, family: products.family, version: products.version })
          .from(products)
          .where(and(inArray(products.family, ids), ne(products.status, 'deleted')))
          .for('update')
        const own = Map.groupBy(found, ({ family }) => family)
        const standing = listings.filter(({ family, count, versions }) => {
          const variants = own.get(family) ?? []
          return variants.length === count && variants.reduce((sum, { version }) => sum + version, 0) === versions
        })
        const skus = standing.flatMap(({ family }) => own.get(family) ?? []).map(({ sku }) => sku)
        const shown = termsOf(standing)
        if (skus.length > 0) {
          const isShown =
            shown.length > 0
              ? inArray(
                  products.sku,
                  shown.map(({ sku }) => sku),
                )
              : sql`false`
          await transaction
            .update(products)
            .set({ status: statusIn(sql`${products.status}`, isShown), indexedVersion: sql`${products.version}` })
            .where(inArray(products.sku, skus))
          await dropTerms(transaction, skus)
        }
        await insertTerms(transaction, shown)
        await insertRows(
          transaction,
          standing.flatMap(({ media }) => media),
        )
        await raise(transaction)
        return new Set(standing.map(({ family }) => family))
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
  const { sku: _, onHand: __, objectOnHand: ___, held: ____, version, ...data } = getTableColumns(products)
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
  await dropTerms(transaction, skus)
  // The search must not find deleted products; families.ts writes the terms of variants, except those of uploads.
  const present = items.filter(({ product }) => product.status !== 'deleted')
  const found = present.filter(({ product }) => !product.family)
  const variants = present.filter(({ product }) => product.family)
  await insertRows(
    transaction,
    variants.flatMap(({ product: { sku, images } }) => mediaTerms(images).map((each) => ({ ...each, sku }))),
  )
  await insertTerms(
    transaction,
    found.map(({ product, terms }) => ({ sku: product.sku, terms, facets: facetsOf([product]) })),
  )
}

async function dropTerms(transaction: Executor, skus: readonly string[]): Promise<void> {
  await transaction.delete(productTerms).where(inArray(productTerms.sku, [...skus]))
  await transaction.delete(productWords).where(inArray(productWords.sku, [...skus]))
}

async function insertTerms(transaction: Executor, found: ReturnType<typeof termsOf>): Promise<void> {
  await insertRows(
    transaction,
    found.flatMap(({ sku, terms }) => terms.map((each) => ({ ...each, sku }))),
  )
  if (found.length > 0)
    await transaction.insert(productWords).values(found.map(({ sku, terms, facets }) => wordsRow(sku, terms, facets)))
}

async function insertRows(
  transaction: Executor,
  all: readonly (SearchTerm & { readonly sku: string })[],
): Promise<void> {
  for (let from = 0; from < all.length; from += TERMS_PER_STATEMENT) {
    await transaction.insert(productTerms).values(all.slice(from, from + TERMS_PER_STATEMENT))
  }
}
