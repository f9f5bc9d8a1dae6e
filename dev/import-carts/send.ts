/**
 * Brings the lines of one cart into its owner's cart, as a client of the API that acts for the owner.
 * Invariant: an import adds each line at most once, however often it runs. Its operations have numbers, of which the
 * cart keeps the last; a number that is no multiple of 100 says that the import of this cart is complete.
 */
import { createHash } from 'node:crypto'
import type { CartBody } from '../../src/contract/answers/cart.ts'
import { type Api, Refused } from '../catalog/api.ts'
import type { ClassicLine } from './classic.ts'

/** Operations of a request. */
const AT_ONCE = 100

export interface LineOutcome {
  readonly line: ClassicLine
  /** Null: the line is in the cart. */
  readonly reason: string | null
  /** Today's price in minor units, when the line is in the cart. */
  readonly price: { readonly amount: number; readonly currency: string } | null
}

export type CartOutcome =
  | { readonly status: 'imported'; readonly lines: readonly LineOutcome[] }
  /** An earlier run has imported it; the shopper may have changed the lines since. */
  | { readonly status: 'already' }
  | { readonly status: 'refused'; readonly reason: string }

type Operation =
  | { readonly type: 'add'; readonly sku: string; readonly quantity: number }
  | { readonly type: 'select'; readonly sku: string; readonly selected: boolean }

interface Numbered {
  readonly operation: Operation
  readonly line: ClassicLine
}

/** @param key names the cart in the old system */
export async function importCart(
  api: Api,
  owner: string,
  key: string,
  lines: readonly ClassicLine[],
): Promise<CartOutcome> {
  const client = `import-${createHash('sha256').update(key).digest('hex').slice(0, 24)}`
  const calls = new OwnerCalls(api, owner)
  try {
    const last = await calls.watermark(client)
    if (last % AT_ONCE !== 0) return { status: 'already' }
    // A run was killed between two requests: what is there already is not added again.
    const standing = last > 0 ? await calls.skus() : new Set<string>()
    return { status: 'imported', lines: await send(calls, client, last, lines, standing) }
  } catch (error) {
    // 401 and 403 are about the key, which is the same for every cart.
    if (!(error instanceof Refused) || error.status === 401 || error.status === 403) throw error
    return { status: 'refused', reason: error.message }
  }
}

async function send(
  calls: OwnerCalls,
  client: string,
  last: number,
  lines: readonly ClassicLine[],
  standing: ReadonlySet<string>,
): Promise<readonly LineOutcome[]> {
  const outcomes = new Map<ClassicLine, LineOutcome>()
  const waiting = lines.flatMap((line): Numbered[] => {
    if (standing.has(line.sku)) outcomes.set(line, { line, reason: null, price: null })
    const add = { type: 'add', sku: line.sku, quantity: line.count } as const
    const operations: Operation[] = [
      ...(standing.has(line.sku) ? [] : [add]),
      ...(line.selected ? [] : [{ type: 'select', sku: line.sku, selected: false } as const]),
    ]
    return operations.map((operation) => ({ operation, line }))
  })
  const [first] = lines
  if (!first) return []
  const closing: Numbered = { operation: { type: 'select', sku: first.sku, selected: first.selected }, line: first }
  let number = last
  while (waiting.length > 0 || number % AT_ONCE === 0) {
    const batch = waiting.length > 0 ? waiting.splice(0, AT_ONCE) : [closing]
    const { results = [], items } = await calls.batch(client, number, batch)
    number += batch.length
    const prices = new Map(items.map(({ sku, unitPrice }) => [sku, unitPrice]))
    for (const [place, { operation, line }] of batch.entries()) {
      const result = results[place]
      if (operation.type !== 'add' || !result) continue
      const isIn = result.status !== 'refused'
      const reason = isIn ? null : `${result.code}: ${result.detail}`
      outcomes.set(line, { line, reason, price: isIn ? (prices.get(line.sku) ?? null) : null })
    }
    // No further line has room, so the remaining ones need no request.
    const full = results.find(({ code }) => code === 'line_limit' || code === 'cart_too_large')
    if (!full) continue
    for (const { line } of waiting.splice(0)) {
      if (!outcomes.has(line)) outcomes.set(line, { line, reason: `${full.code}: ${full.detail}`, price: null })
    }
  }
  return lines.flatMap((line) => outcomes.get(line) ?? [])
}

/** Calls of the API for one shopper. */
class OwnerCalls {
  readonly #api: Api
  readonly #headers: Readonly<Record<string, string>>

  constructor(api: Api, owner: string) {
    this.#api = api
    this.#headers = { 'x-user-id': owner }
  }

  async watermark(client: string): Promise<number> {
    const answer = await this.#api.call({ method: 'GET', path: `/v1/cart/clients/${client}`, headers: this.#headers })
    // The cast: the contract's answer.
    return ((await answer.json()) as { readonly last: number }).last
  }

  /** The products in any list of the cart. */
  async skus(): Promise<ReadonlySet<string>> {
    const answer = await this.#api.call({ method: 'GET', path: '/v1/cart', headers: this.#headers })
    const { items, saved, removed, inCheckout } = (await answer.json()) as CartBody
    const lines = [...items, ...saved, ...removed].map(({ sku }) => sku)
    return new Set([...lines, ...inCheckout.flatMap(({ skus }) => skus)])
  }

  async batch(client: string, last: number, batch: readonly Numbered[]): Promise<CartBody> {
    const operations = batch.map(({ operation }, place) => ({ ...operation, seq: last + place + 1 }))
    const answer = await this.#api.call({
      ...{ method: 'POST', path: '/v1/cart/batch', headers: this.#headers },
      ...{ contentType: 'application/json', body: JSON.stringify({ client, operations }) },
    })
    return (await answer.json()) as CartBody
  }
}
