/**
 * Applies catalogue changes that other systems wrote to the record, found by their time or named in a notice: the
 * caches get the new versions, the search index their words, and lists a new epoch. A version counts as new when the
 * search index does not have it (Pannier's own edits index themselves), so reading a change twice raises nothing.
 */

import type { Log } from '../../contract/log.ts'
import { outsideEvent } from '../../domain/catalogue/edit-events.ts'
import type { Product } from '../../domain/product.ts'
import { indexTerms } from '../../domain/search/terms.ts'
import type { Objects } from '../../objects/objects.ts'
import type { Tiers } from '../../tiers/open.ts'
import type { ChangedProduct, ChangePlace } from '../../tiers/record/entries.ts'
import type { Catalogue } from './catalogue.ts'

interface Feeding extends Pick<Tiers, 'record'> {
  readonly catalogue: Catalogue
  readonly objects: Pick<Objects, 'acceptEvents'>
  readonly log: Log
}

const WATERMARK = 'catalogue'
const PAGE = 200
/** Products per run; the next run continues. */
const MAX_PER_RUN = 5_000
/** Transactions commit later than the time that they write, and clocks differ: each pass starts this much earlier. */
const OVERLAP_MS = 5 * 60_000
/** Products per statement; bounds the statement's number of words. */
const INDEXED_AT_ONCE = 100
const BEGINNING: ChangePlace = { updatedAt: 0, sku: '' }

/**
 * One run of the feed. A pass over the changes may take several runs. Its place is stored after every page; after a
 * crash the last page is repeated. Throws when the signal aborts, between two pages.
 * @param now milliseconds since 1970
 */
export async function readChanges(ports: Feeding, now: number, signal?: AbortSignal): Promise<void> {
  const { record, log } = ports
  const stored = await record.getWatermark(WATERMARK)
  // A change that commits behind the place of this pass commits after the pass began, so the next pass starts from that
  // time.
  const begunAt = stored?.begunAt ?? now
  let place: ChangePlace | null = stored?.place ?? BEGINNING
  let read = 0
  let fresh = 0
  while (place !== null && read < MAX_PER_RUN) {
    signal?.throwIfAborted()
    const page = await record.changedProducts(PAGE, place)
    fresh += await refresh(ports, page)
    read += page.length
    place = page.length < PAGE ? null : placeAfter(page)
    const next = place ?? { updatedAt: begunAt - OVERLAP_MS, sku: '' }
    await record.putWatermark(WATERMARK, { place: next, begunAt: place && begunAt })
  }
  log(fresh > 0 ? 'info' : 'debug', 'feed.read', { products: read, fresh, ended: place === null })
}

/** The place after the page, or null at the end. Invalid times, which other systems may write, sort last. */
function placeAfter(page: readonly ChangedProduct[]): ChangePlace | null {
  const last = page.findLast(({ product }) => Number.isFinite(product.updatedAt))?.product
  return last ? { updatedAt: last.updatedAt, sku: last.sku } : null
}

export interface Refreshed {
  /** Number of products that were read. */
  readonly refreshed: number
  /** Whether the epoch was raised. */
  readonly changed: boolean
}

/** Reads these products again. Safe to repeat. Throws TierError; the caller must then repeat it. */
export async function refreshCatalogue(
  ports: Feeding,
  skus: readonly string[],
  categories: boolean,
): Promise<Refreshed> {
  let fresh = 0
  for (let from = 0; from < skus.length; from += PAGE) {
    const named = skus.slice(from, from + PAGE)
    const found = await ports.record.productsAsIndexed(named)
    const there = new Set(found.map(({ product }) => product.sku))
    const gone = named.filter((sku) => !there.has(sku))
    fresh += await refresh(ports, found, gone)
  }
  if (categories) await raise(ports, [])
  return { refreshed: skus.length, changed: fresh > 0 || categories }
}

/** @returns the number of products that are new or deleted */
async function refresh(
  ports: Feeding,
  found: readonly ChangedProduct[],
  gone: readonly string[] = [],
): Promise<number> {
  if (found.length + gone.length === 0) return 0
  const { record, catalogue, objects } = ports
  const fresh = found.filter(({ indexed }) => !indexed)
  for (let from = 0; from < fresh.length; from += INDEXED_AT_ONCE) {
    const some = fresh.slice(from, from + INDEXED_AT_ONCE)
    const items = some.map(({ product }) => ({ product, terms: indexTerms(product) }))
    // Before the index, which makes the product an old one: after a crash its event is sent again, with the same id.
    await objects.acceptEvents(some.map(({ product }) => outsideEvent(product, Date.now())))
    // A product that was edited meanwhile keeps its words; the notice of that edit updates them.
    await record.indexProducts(items)
  }
  const products = [...found.map(({ product }) => product), ...(await withoutRow(ports, gone))]
  // Indexing raised the epoch in its own transaction, so a crash here leaves no outdated list.
  if (gone.length > 0) await raise(ports, products)
  else await catalogue.edited(products)
  return fresh.length + gone.length
}

/** Raises the epoch first, so that this isolate caches the new epoch together with the products. */
async function raise({ record, catalogue }: Feeding, products: readonly Product[]): Promise<void> {
  await record.raiseCatalogueEpoch()
  await catalogue.edited(products)
}

/** Cached products of rows that other systems deleted, marked as deleted, because the record has no newer version. */
async function withoutRow({ catalogue }: Feeding, skus: readonly string[]): Promise<readonly Product[]> {
  if (skus.length === 0) return []
  const held = await catalogue.getMany(skus)
  return [...held.values()].map((product) => ({ ...product, status: 'deleted' }))
}
