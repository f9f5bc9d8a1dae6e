/**
 * Families in the record: which variant stands for its family in lists, and the words by which all its variants are
 * found. Invariant: at most one variant of a family has the status `active` in its row, the others have `variant`, so
 * lists read one row for each family by the indexes that they have anyway.
 */
import { and, type SQL, sql } from 'drizzle-orm'
import { facetsOf, type OwnFacet } from '../../domain/catalogue/facet.ts'
import { addressOf, type ProductImage } from '../../domain/media/image.ts'
import { MAX_VARIANTS, type Product, type Variant } from '../../domain/product.ts'
import { familyTerms } from '../../domain/search/family-terms.ts'
import { mediaTerms } from '../../domain/search/media-terms.ts'
import type { SearchTerm } from '../../domain/search/terms.ts'
import { TierError } from '../calls/tier-error.ts'
import type { Database } from './database.ts'
import type { CatalogueRecord } from './record.ts'
import { familyFromRow, parse, productFromRow } from './rows.ts'

const TRIES = 3
/** Bounds the variants that are read at once; a write of an import has at most a hundred families. */
const FAMILIES_AT_ONCE = 50

/** How lists show a family, computed from its variants as they were read. */
export interface Listing {
  readonly family: string
  /** The number of its variants that are not deleted, and the sum of their versions: every edit changes one of them. */
  readonly count: number
  readonly versions: number
  /** The variant that lists show; null when none is for sale. */
  readonly shown: string | null
  readonly terms: readonly SearchTerm[]
  readonly facets: readonly OwnFacet[]
  /** The words of the uploads that each variant shows, also of one that is not for sale: a named upload is not removed. */
  readonly media: readonly (SearchTerm & { readonly sku: string })[]
}

export interface FamilyWrites {
  /**
   * Writes statuses and terms in one transaction, of the families whose variants still are as they were read.
   * @returns the ids of these families
   */
  listFamilies(listings: readonly Listing[]): Promise<ReadonlySet<string>>
}

type Edits = Pick<CatalogueRecord, 'writeProducts' | 'indexProducts'>

/** The status of a variant, for both databases. */
export function statusIn(status: SQL, isShown: SQL): SQL {
  return sql`case when ${status} not in ('active', 'variant') then ${status} when ${isShown} then 'active' else 'variant' end`
}

/** The terms and facets of all listings with the SKUs that lists show. */
export function termsOf(listings: readonly Listing[]) {
  return listings.flatMap(({ shown, terms, facets }) => (shown === null ? [] : [{ sku: shown, terms, facets }]))
}

/** Adds to the edits of products that each family of an edited product is listed again, before and after the edit. */
export function withFamilies<Given extends Edits & FamilyWrites>(given: Given, database: Database): Given {
  const { products } = database.tables
  const list = async (families: Iterable<string>) => {
    const all = [...new Set(families)]
    for (let from = 0; from < all.length; from += FAMILIES_AT_ONCE) {
      await listAgain(given, database, all.slice(from, from + FAMILIES_AT_ONCE))
    }
  }
  // The unary plus keeps SQLite from reading all families by their index.
  const familiesOf = (skus: readonly string[]) =>
    database.texts(products, products.family, {
      where: and(database.isOneOf(products.sku, skus), sql`+${products.family} is not null`),
    })
  return {
    ...given,
    async writeProducts(writes) {
      if (writes.length === 0) return new Set()
      const before = await familiesOf(writes.map(({ product }) => product.sku))
      const written = await given.writeProducts(writes)
      const after = writes.flatMap(({ product }) =>
        product.family && written.has(product.sku) ? [product.family.id] : [],
      )
      if (written.size > 0) await list([...before, ...after])
      return written
    },
    async indexProducts(items) {
      await given.indexProducts(items.filter(({ product }) => !product.family))
      await list(items.flatMap(({ product }) => product.family?.id ?? []))
    },
  }
}

async function listAgain(writes: FamilyWrites, database: Database, families: readonly string[]): Promise<void> {
  const { products } = database.tables
  let rest = families
  for (let tries = 0; tries < TRIES && rest.length > 0; tries++) {
    const where = and(database.isOneOf(products.family, rest), sql`+${products.status} <> 'deleted'`)
    const found = await database.rows(products, { where })
    const variants = Map.groupBy(found, ({ family }) => family)
    const listings = rest.map((family) => listingOf(family, (variants.get(family) ?? []).map(productFromRow)))
    const listed = await writes.listFamilies(listings)
    rest = rest.filter((family) => !listed.has(family))
  }
  if (rest.length > 0) throw new TierError('record', 'down', 'variants were edited while their family was listed')
}

/** The cheapest variant for sale stands for its family, so lists sort and filter families by their lowest price. */
function listingOf(family: string, variants: readonly Product[]): Listing {
  const forSale = variants
    .filter(({ status }) => status === 'active')
    .sort((a, b) => a.priceAmount - b.priceAmount || (a.sku < b.sku ? -1 : 1))
    .slice(0, MAX_VARIANTS)
  return {
    family,
    count: variants.length,
    versions: variants.reduce((sum, { version }) => sum + version, 0),
    shown: forSale[0]?.sku ?? null,
    terms: familyTerms(forSale),
    facets: facetsOf(forSale),
    media: variants.flatMap(({ sku, images }) => mediaTerms(images).map((each) => ({ ...each, sku }))),
  }
}

/** The variants for sale of these families, by SKU: one statement, and only the columns that lists need. */
export function familyReads({ tables, read, isOneOf }: Database): Pick<CatalogueRecord, 'variantsOf'> {
  const { products } = tables
  return {
    async variantsOf(families) {
      const { sku, priceAmount, onHand, held, family, variant, images, status } = products
      const columns = sql`${sku} as sku, ${priceAmount} as price, ${onHand} as on_hand, ${held} as held, ${family} as family, ${variant} as variant, ${images} as images`
      const where = and(isOneOf(family, families), sql`+${status} in ('active', 'variant')`)
      const found = await read(
        sql`select ${columns} from ${products} where ${where} order by ${family}, ${sku} limit ${families.length * MAX_VARIANTS}`,
      )
      const variants = found.map(
        (row): Variant => ({
          sku: String(row.sku),
          priceAmount: Number(row.price),
          onHand: Number(row.on_hand),
          held: Number(row.held),
          family: familyFromRow(String(row.family), String(row.variant)),
          image: addressOf(parse<readonly ProductImage[]>(String(row.images), [])[0]),
        }),
      )
      return Map.groupBy(variants, (variant) => variant.family.id)
    },
  }
}
