/** Imports the lines of a body into the catalogue. */
import { DEFAULT_CATEGORY } from '../../contract/http/import.ts'
import { type Author, auditEntry } from '../../domain/audit.ts'
import { type Plan, type Planned, type ProductFields, planProducts, usedAgain } from '../../domain/import/plan.ts'
import { readProductHeader } from '../../domain/import/product-columns.ts'
import { MEDIA_PATH } from '../../domain/media/name.ts'
import type { Product } from '../../domain/product.ts'
import { indexTerms } from '../../domain/search/terms.ts'
import { withdrawUnits } from '../catalogue/units-again.ts'
import { eachInTurn } from '../each.ts'
import { missingIn, NOT_STORED } from '../media/named.ts'
import { type Target, takeLines } from './batch-import.ts'
import { defaultCategory } from './default-category.ts'
import { readLines } from './lines.ts'
import type { ImportPorts } from './ports.ts'
import { rowOfBody, rowOfCells, type Shop } from './product-rows.ts'

export interface ImportOptions {
  readonly contentType: string
  readonly author: Author
  readonly dryRun: boolean
}

/** Throws `invalid_request` for an invalid header, and TierError. */
export async function importProducts(ports: ImportPorts, text: string, { contentType, author, dryRun }: ImportOptions) {
  const { CURRENCY: currency, LOCALES: locales } = ports.config
  const categories = new Set((await ports.record.listCategories()).map(({ id }) => id))
  // The default category is created when the first line needs it.
  const shop: Shop = { currency, hasCategory: (id) => id === DEFAULT_CATEGORY || categories.has(id) }
  const lines = readLines(text, contentType, {
    header: (cells) => readProductHeader(cells, locales[0] ?? 'en'),
    ofCells: (line, columns, cells) => rowOfCells(line, columns, cells, shop),
    ofBody: (line, body) => rowOfBody(line, body, shop),
  })
  return takeLines(lines, targetOf(ports, author, categories), dryRun)
}

function targetOf(ports: ImportPorts, author: Author, categories: Set<string>) {
  const { record, catalogue, config } = ports
  const target: Target<ProductFields, Product> = {
    async plan(rows) {
      const standing = await record.getProducts([...new Set(rows.map(({ id }) => id))])
      return withStoredImages(ports, standing, planProducts(rows, standing, Date.now()))
    },
    async write(writes) {
      const isFiled = ({ item }: Planned<Product>) => item.category !== DEFAULT_CATEGORY
      if (!categories.has(DEFAULT_CATEGORY) && !writes.every(isFiled)) {
        // The result is ignored: false only means that another import has created the category meanwhile.
        await record.writeCategory(defaultCategory(config.LOCALES, author, Date.now()))
        categories.add(DEFAULT_CATEGORY)
      }
      await eachInTurn(usedAgain(writes), (product) => withdrawUnits(ports, product))
      return record.writeProducts(
        writes.map(({ item, changes }) => {
          const audit = auditEntry(author, 'import', `product:${item.sku}`, changes, item.updatedAt)
          return { product: item, terms: indexTerms(item), audit }
        }),
      )
    },
    updateCaches: (products) => catalogue.edited(products),
  }
  return target
}

/** Rejects the rows that name an upload which is not stored, because the shop would show a broken image. */
async function withStoredImages(
  { media }: ImportPorts,
  standing: ReadonlyMap<string, Product>,
  plan: Plan<Product>,
): Promise<Plan<Product>> {
  const writes: Planned<Product>[] = []
  const rejected = [...plan.rejected]
  await eachInTurn(plan.writes, async (write) => {
    const before = standing.get(write.id)
    const [missing] = await missingIn(media, before?.status === 'deleted' ? null : (before ?? null), write.item)
    if (!missing) writes.push(write)
    else {
      const message = `images: ${MEDIA_PATH}${missing.name} ${NOT_STORED}`
      rejected.push(...write.rows.map(({ line }) => ({ line, message })))
    }
  })
  return { ...plan, writes, rejected }
}
