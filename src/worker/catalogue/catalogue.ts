/**
 * The catalogue as requests read it: products, lists and facets through isolate, L2 and record. Lists are cached under
 * the catalogue's epoch, which every edit raises. Invariant: an edit is visible in this isolate before it is answered
 * and everywhere within seconds, and no older version replaces it afterwards.
 */
import { type Metrics, Registry } from '../../domain/metrics/registry.ts'
import type { Product, Variant } from '../../domain/product.ts'
import { Memory } from '../../tiers/memory.ts'
import type { OldValues } from '../../tiers/old-values.ts'
import type { Tiers } from '../../tiers/open.ts'
import { type Defer, ReadThrough } from '../../tiers/read-through.ts'
import type { Page } from '../../tiers/record/entries.ts'
import type { FacetQuery, Facets, ProductQuery } from '../../tiers/record/record.ts'
import { loadEach, loadFamilies, pause, present } from './loads.ts'
import {
  type Cached,
  parseEpoch,
  parseFacets,
  parsePage,
  parseProduct,
  parseTree,
  parseVariants,
  type Tree,
} from './values.ts'

const MB = 1024 * 1024
/** Upper bound of the time until an edit is visible everywhere. */
const PRODUCT_TTL_MS = 4_000
const EPOCH_TTL_MS = 2_000
const EPOCH_L2_SECONDS = 3
const LIST_TTL_MS = 30_000
/** Upper bound of the time until a direct write of another system to the record is visible here. */
const L2_TTL_SECONDS = 60
const ABSENT_TTL_MS = 2_000
/**
 * How long values are kept for browsing while the record is down. Lists for less, because strangers can make up any
 * number of searches.
 */
const OLD_SECONDS = 3_600
const OLD_LIST_SECONDS = 300
/**
 * Delay of the second put: a reader that loaded the old version before an edit may put it into an L2 that has lost the
 * new one. No read takes longer than this.
 */
const SECOND_PUT_MS = 4_000
const EPOCH = 'epoch'

interface Epoch {
  readonly version: number
}

export class Catalogue {
  readonly #products: ReadThrough<Product>
  readonly #lists: ReadThrough<Cached<Page<Product>>>
  readonly #facets: ReadThrough<Cached<Facets>>
  readonly #families: ReadThrough<Cached<readonly Variant[]>>
  readonly #trees: ReadThrough<Cached<Tree>>
  readonly #epochs: ReadThrough<Epoch>
  readonly #tiers: Tiers
  readonly #defer: Defer
  readonly #metrics: Metrics

  /** @param defer keeps cache fills running after the answer */
  constructor(tiers: Tiers, defer: Defer, metrics: Metrics = new Registry()) {
    const { l2, record } = tiers
    const common = { l2, absentTtlMs: ABSENT_TTL_MS, metrics, oldSeconds: OLD_SECONDS }
    const listed = { ...common, memoryTtlMs: LIST_TTL_MS, l2TtlSeconds: L2_TTL_SECONDS, oldSeconds: OLD_LIST_SECONDS }
    const memory = <Value>(megabytes: number) => new Memory<Value>({ maxBytes: megabytes * MB, random: Math.random })
    this.#tiers = tiers
    this.#defer = defer
    this.#metrics = metrics
    this.#products = new ReadThrough({
      ...common,
      memory: memory<Product>(16),
      load: (skus) => record.getProducts(skus),
      l2Key: (sku) => `product:${sku}`,
      parse: parseProduct,
      memoryTtlMs: PRODUCT_TTL_MS,
      l2TtlSeconds: L2_TTL_SECONDS,
    })
    this.#lists = new ReadThrough({
      ...listed,
      memory: memory<Cached<Page<Product>>>(8),
      load: (keys) => loadEach(keys, (query) => record.listProducts(query as ProductQuery)),
      l2Key: (key) => `list:${key}`,
      parse: parsePage,
    })
    this.#facets = new ReadThrough({
      ...listed,
      memory: memory<Cached<Facets>>(2),
      load: (keys) => loadEach(keys, (filter) => record.facets(filter as FacetQuery)),
      l2Key: (key) => `facets:${key}`,
      parse: parseFacets,
    })
    this.#families = new ReadThrough({
      ...listed,
      memory: memory<Cached<readonly Variant[]>>(4),
      load: (keys) => loadFamilies(keys, (ids) => record.variantsOf(ids)),
      l2Key: (key) => `family:${key}`,
      parse: parseVariants,
    })
    this.#trees = new ReadThrough({
      ...listed,
      memory: memory<Cached<Tree>>(2),
      load: (keys) => loadEach(keys, () => record.listCategories()),
      l2Key: (key) => `categories:${key}`,
      parse: parseTree,
      oldSeconds: OLD_SECONDS,
    })
    this.#epochs = new ReadThrough({
      ...common,
      memory: memory<Epoch>(1),
      load: async () => new Map([[EPOCH, { version: await record.catalogueEpoch() }]]),
      l2Key: () => 'catalogue:epoch',
      parse: parseEpoch,
      memoryTtlMs: EPOCH_TTL_MS,
      l2TtlSeconds: EPOCH_L2_SECONDS,
    })
  }

  /** Returns those of the products that exist, for sale or not. Throws TierError if no tier answers. */
  async getMany(skus: readonly string[], old?: OldValues): Promise<ReadonlyMap<string, Product>> {
    const found = await this.#products.getMany(skus, this.#defer, old)
    const deleted = [...found.values()].filter(({ status }) => status === 'deleted')
    if (deleted.length === 0) return found
    return new Map([...found].filter(([, { status }]) => status !== 'deleted'))
  }

  /** Returns without a promise when the isolate has the product. Throws TierError. */
  get(sku: string, old?: OldValues): Product | null | Promise<Product | null> {
    const product = this.#products.get(sku, this.#defer, old)
    return product instanceof Promise ? product.then(present) : present(product)
  }

  /** Like {@link get}, but reads no tier: undefined when the isolate does not have the product. */
  held(sku: string): Product | null | undefined {
    const product = this.#products.held(sku)
    return product && present(product)
  }

  /** Throws TierError; outcome `refused` means an unreadable cursor. */
  async list(query: ProductQuery, old?: OldValues): Promise<Page<Product>> {
    const startedAt = Date.now()
    let outcome: 'found' | 'empty' | 'error' = 'error'
    try {
      const key = await this.#key(query, old)
      const page = (await this.#lists.get(key, this.#defer, old))?.value ?? { items: [], next: null }
      outcome = page.items.length > 0 ? 'found' : 'empty'
      return page
    } finally {
      this.#metrics.counter('searches_total', { outcome }).add()
      this.#metrics.histogram('search_duration_seconds', {}).observe((Date.now() - startedAt) / 1000)
    }
  }

  /** Like {@link getMany}, but reads no tier: null when the isolate lacks one of the products. */
  heldMany(skus: readonly string[]): ReadonlyMap<string, Product> | null {
    const found = new Map<string, Product>()
    for (const sku of skus) {
      const product = this.held(sku)
      if (product === undefined) return null
      if (product) found.set(sku, product)
    }
    return found
  }

  async facets(filter: FacetQuery, old?: OldValues): Promise<Facets> {
    const key = await this.#key(filter, old)
    return (await this.#facets.get(key, this.#defer, old))?.value ?? { categories: [], prices: [] }
  }

  /** The variants for sale of each family, all of them by one read. Cached like the lists that show them. */
  async variantsOf(ids: readonly string[], old?: OldValues): Promise<ReadonlyMap<string, readonly Variant[]>> {
    if (ids.length === 0) return new Map()
    const epoch = await this.epoch(old)
    const keys = ids.map((id) => `${epoch} ${id}`)
    const found = await this.#families.getMany(keys, this.#defer, old)
    return new Map(ids.map((id) => [id, found.get(`${epoch} ${id}`)?.value ?? []]))
  }

  /** In tree order, each with the number of its own products for sale. */
  async categories(old?: OldValues): Promise<Tree> {
    const key = await this.#key({}, old)
    return (await this.#trees.get(key, this.#defer, old))?.value ?? []
  }

  /**
   * Callers report each write to the record here: this isolate shows it at once, the others after the next read of L2.
   */
  async edited(products: readonly Product[]): Promise<void> {
    const { record } = this.#tiers
    const put = async (versions: ReadonlyMap<string, Product>) => {
      const epoch = await record.catalogueEpoch().catch(() => null)
      // Fails open: an L2 entry that misses this put expires within its TTL, and this isolate's memory has the new
      // version.
      await Promise.allSettled([
        this.#products.put(versions),
        ...(epoch === null ? [] : [this.#epochs.put(new Map([[EPOCH, { version: epoch }]]))]),
      ])
    }
    await put(new Map(products.map((product) => [product.sku, product])))
    const skus = products.map(({ sku }) => sku)
    // The second put reads the record again, because units on hand change without a new version.
    this.#defer(
      pause(SECOND_PUT_MS)
        .then(() => record.getProducts(skus))
        .then(put)
        .catch(() => undefined),
    )
  }

  /** Refreshes products whose units changed in the record without a new version. Throws TierError. */
  async stockWritten(skus: readonly string[]): Promise<void> {
    const { record } = this.#tiers
    const [products, version] = await Promise.all([record.getProducts(skus), record.catalogueEpoch()])
    // Lists are cached under the epoch; the record has raised it if the lists change.
    await Promise.all([this.#products.put(products), this.#epochs.put(new Map([[EPOCH, { version }]]))])
  }

  stats() {
    return {
      products: this.#products.stats(),
      lists: this.#lists.stats(),
      facets: this.#facets.stats(),
      categories: this.#trees.stats(),
      epoch: this.#epochs.stats(),
    }
  }

  /**
   * Rises with every edit: at once for edits of this isolate, within seconds for others. Usually returns without a
   * promise. Throws TierError.
   */
  epoch(old?: OldValues): number | Promise<number> {
    const epoch = this.#epochs.get(EPOCH, this.#defer, old)
    return epoch instanceof Promise ? epoch.then((known) => known?.version ?? 0) : (epoch?.version ?? 0)
  }

  /** The epoch, or undefined when the isolate does not have it. */
  heldEpoch(): number | undefined {
    const epoch = this.#epochs.held(EPOCH)
    return epoch === null ? 0 : epoch?.version
  }

  async #key(query: ProductQuery | FacetQuery, old: OldValues | undefined): Promise<string> {
    return `${await this.epoch(old)} ${JSON.stringify(query)}`
  }
}
