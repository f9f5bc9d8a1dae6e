/**
 * Edits of products in D1. An edit is one batch, which is one transaction: the guarded write comes first, and the other
 * statements apply only if it took effect. Invariant: terms, audit and epoch change with the product or not at all.
 */
import { and, eq, ne, type SQL, sql } from 'drizzle-orm'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import { ulid } from 'ulid'
import { audit, products, productTerms, productWords } from '../../../../drizzle/d1/schema.ts'
import { facetsOf } from '../../../domain/catalogue/facet.ts'
import { mediaTerms } from '../../../domain/search/media-terms.ts'
import { type FamilyWrites, statusIn, termsOf } from '../families.ts'
import type { CatalogueRecord, ProductWrite } from '../record.ts'
import * as rows from '../rows.ts'
import { wordsRow } from '../search/product-words.ts'
import { auditRows, raised } from './edits.ts'
import { incoming, isOneOf, rowsOf } from './sql.ts'

export function productEdits(
  db: DrizzleD1Database,
): Pick<CatalogueRecord, 'writeProducts' | 'setStock' | 'outsideStock' | 'indexProducts'> & FamilyWrites {
  return {
    async writeProducts(writes) {
      if (writes.length === 0) return new Set()
      const edit = ulid()
      const skus = writes.map(({ product }) => product.sku)
      const { onHand: _, objectOnHand: __, held: ___, ...set } = incoming(products, products.sku)
      const upsert = db
        .insert(products)
        .select(
          rowsOf(
            products,
            writes.map(({ product }) => rows.productToRow(product, edit)),
          ),
        )
        // Never sets the units on hand, because others change them in the meantime, by difference.
        .onConflictDoUpdate({ target: products.sku, set, setWhere: sql`${products.version} = excluded.version - 1` })
      const written = and(isOneOf(products.sku, skus), eq(products.edit, edit))
      const isWritten = (sku: SQL) => sql`${sku} in (select ${products.sku} from ${products} where ${written})`
      const entries = writes.flatMap(({ product, audit: entry }) =>
        entry ? [{ ...rows.auditToRow(entry), key: product.sku }] : [],
      )
      const results = await db.batch([
        upsert,
        db.delete(productTerms).where(isWritten(sql`${productTerms.sku}`)),
        db.delete(productWords).where(isWritten(sql`${productWords.sku}`)),
        ...insertTerms(db, writes, isWritten),
        db.insert(audit).select(auditRows(entries, isWritten)),
        raised(db, sql`exists (select 1 from ${products} where ${written})`),
        db.select({ sku: products.sku }).from(products).where(written),
      ])
      return new Set(results[7].map(({ sku }) => sku))
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
    async outsideStock(sku) {
      const outside = sql<number>`${products.onHand} - ${products.objectOnHand}`.mapWith(Number)
      const [row] = await db.select({ outside }).from(products).where(eq(products.sku, sku)).limit(1)
      return row?.outside ?? null
    },
    async indexProducts(items) {
      if (items.length === 0) return
      const versions = JSON.stringify(items.map(({ product }) => [product.sku, product.version]))
      const given = sql`select value ->> 0, cast(value ->> 1 as integer) from json_each(${versions})`
      const isPresent = sql`(${products.sku}, ${products.version}) in (${given})`
      // A subquery is read once per statement; a condition on the row would be read for each of its thousands of terms.
      const isThis = (sku: SQL) => sql`${sku} in (select ${products.sku} from ${products} where ${isPresent})`
      await db.batch([
        db.delete(productTerms).where(isThis(sql`${productTerms.sku}`)),
        db.delete(productWords).where(isThis(sql`${productWords.sku}`)),
        ...insertTerms(db, items, isThis),
        db
          .update(products)
          .set({ indexedVersion: sql`${products.version}` })
          .where(isPresent),
        raised(db, sql`true`),
      ])
    },
    async listFamilies(listings) {
      if (listings.length === 0) return new Set()
      const given = JSON.stringify(
        listings.map(({ family, count, versions, shown }) => [family, count, versions, shown]),
      )
      const isOwn = sql`${products.family} = given.value ->> 0 and ${products.status} <> 'deleted'`
      const sums = sql`select count(*) = given.value ->> 1 and coalesce(sum(${products.version}), 0) = given.value ->> 2 from ${products} where ${isOwn}`
      const standing = (place: number) =>
        sql`(select given.value ->> ${sql.raw(String(place))} from json_each(${given}) as given where (${sums}))`
      const isStanding = sql`${products.family} in ${standing(0)}`
      const isHere = (sku: SQL) => sql`${sku} in (select ${products.sku} from ${products} where ${isStanding})`
      const isShown = (sku: SQL) => sql`${sku} in ${standing(3)}`
      const shown = termsOf(listings)
      const own = shown.flatMap(({ sku, terms }) => terms.map((each) => ({ ...each, sku })))
      const all = [...own, ...listings.flatMap(({ media }) => media)]
      const texts = shown.map(({ sku, terms, facets }) => wordsRow(sku, terms, facets))
      const results = await db.batch([
        db
          .update(products)
          .set({
            status: statusIn(sql`${products.status}`, isShown(sql`${products.sku}`)),
            indexedVersion: sql`${products.version}`,
          })
          .where(and(isStanding, ne(products.status, 'deleted'))),
        db.delete(productTerms).where(isHere(sql`${productTerms.sku}`)),
        db.delete(productWords).where(isHere(sql`${productWords.sku}`)),
        db.insert(productTerms).select(rowsOf(productTerms, all, isHere(sql`given.value ->> 1`))),
        db.insert(productWords).select(rowsOf(productWords, texts, isShown(sql`given.value ->> 0`))),
        raised(db, sql`true`),
        db
          .select({ family: sql<string>`standing.family` })
          .from(sql`(select given.value ->> 0 as family from json_each(${given}) as given where (${sums})) standing`),
      ])
      return new Set(results[6].map(({ family }) => family))
    },
  }
}

/** @param only condition that the product of a SKU must meet */
function insertTerms(
  db: DrizzleD1Database,
  items: readonly Pick<ProductWrite, 'product' | 'terms'>[],
  only: (sku: SQL) => SQL,
) {
  // The search must not find deleted products; families.ts writes the terms of variants, except those of uploads.
  const present = items.filter(({ product }) => product.status !== 'deleted')
  const found = present.filter(({ product }) => !product.family)
  const all = present.flatMap(({ product, terms }) =>
    (product.family ? mediaTerms(product.images) : terms).map((each) => ({ ...each, sku: product.sku })),
  )
  const texts = found.map(({ product, terms }) => wordsRow(product.sku, terms, facetsOf([product])))
  return [
    db.insert(productTerms).select(rowsOf(productTerms, all, only(sql`given.value ->> 1`))),
    db.insert(productWords).select(rowsOf(productWords, texts, only(sql`given.value ->> 0`))),
  ] as const
}
