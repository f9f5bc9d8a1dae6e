/** How the catalogue loads values whose keys begin with the epoch and a space, and what it keeps of a deleted product. */
import type { Product, Variant } from '../../domain/product.ts'
import type { Cached } from './values.ts'

/** The rest of each key is a query as JSON. */
export async function loadEach<Value>(
  keys: readonly string[],
  load: (query: unknown) => Promise<Value>,
): Promise<ReadonlyMap<string, Cached<Value>>> {
  const loaded = await Promise.all(
    keys.map(async (key): Promise<readonly [string, Cached<Value>]> => {
      return [key, { version: 1, value: await load(JSON.parse(restOf(key))) }]
    }),
  )
  return new Map(loaded)
}

/** The rest of each key is the id of a family; all are read at once. */
export async function loadFamilies(
  keys: readonly string[],
  load: (ids: readonly string[]) => Promise<ReadonlyMap<string, readonly Variant[]>>,
): Promise<ReadonlyMap<string, Cached<readonly Variant[]>>> {
  const found = await load(keys.map(restOf))
  return new Map(keys.map((key) => [key, { version: 1, value: found.get(restOf(key)) ?? [] }]))
}

function restOf(key: string): string {
  return key.slice(key.indexOf(' ') + 1)
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

export function present(product: Product | null): Product | null {
  return product?.status === 'deleted' ? null : product
}
