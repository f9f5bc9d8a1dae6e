/** Sample copies and products, each different where a test needs it, and text that is hard to store. */
import type { AuditEntry } from '../../../src/domain/audit.ts'
import type { Copy, Held, Json, LiveCopy, Tombstone } from '../../../src/domain/copy.ts'
import type { Position } from '../../../src/domain/position.ts'
import type { LoadedCategory, LoadedProduct } from '../../../src/tiers/record/record.ts'

export const HARD_TEXT = `购物车 🛒 👩‍👩‍👧 O'Brien \\ "x" <script>alert(1)</script> '); DROP TABLE carts; -- ? :id %s \u001a \n\t`

/** The same text, with characters that only JSON can carry: NUL and half of a surrogate pair. */
export const HARD_JSON = `${HARD_TEXT}\u0000\ud800`

let ids = 0

/** An id that no other test of the file uses. */
export function newId(prefix = 'usr'): string {
  ids += 1
  return `${prefix}_${String(ids).padStart(4, '0')}`
}

export function line(quantity: number, more: { readonly [name: string]: Json } = {}): Json {
  return { quantity, selected: true, attributes: {}, ...more }
}

export function cart(id: string, position: Position, more: Partial<LiveCopy> = {}): LiveCopy {
  return {
    kind: 'cart',
    id,
    ...position,
    schema: 1,
    state: 'live',
    seal: null,
    updatedAt: Date.UTC(2026, 10, 22, 7, 38, 0, 123),
    lists: { items: { 'sku-1': line(2) }, removed: {} },
    ...more,
  }
}

export function tombstone(id: string, position: Position, more: Partial<Tombstone> = {}): Tombstone {
  return {
    kind: 'cart',
    id,
    ...position,
    schema: 1,
    state: 'erased',
    updatedAt: Date.UTC(2026, 10, 22, 8, 0, 0, 0),
    ...more,
  }
}

/** The answer of a record that holds this copy. */
export function heldOf({ epoch, version, state, updatedAt }: Copy): Held {
  return { epoch, version, state, updatedAt }
}

/** The maximum number of lines of a cart, each of maximum length. */
export function longCart(id: string, position: Position): LiveCopy {
  const attributes = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`name ${i}`, '刻'.repeat(30)]))
  const items = Object.fromEntries(
    Array.from({ length: 200 }, (_, i) => [
      `${'S'.repeat(60)}-${i}`,
      line(999, { title: '标题'.repeat(60), attributes }),
    ]),
  )
  return cart(id, position, { lists: { items, saved: {}, removed: {} } })
}

type Sample = Required<Omit<LoadedProduct, 'family'>> & Pick<LoadedProduct, 'family'>

export function product(sku: string, more: Partial<LoadedProduct> = {}): Sample {
  return {
    sku,
    title: { 'zh-CN': `商品 ${sku}`, en: `Product ${sku}` },
    description: { en: HARD_JSON },
    category: 'phones',
    priceAmount: 599_900,
    compareAtAmount: null,
    images: [`/pictures/${sku}.svg`],
    attributes: { colour: 'blue' },
    labels: ['new'],
    status: 'active',
    onHand: 10,
    weightGrams: 250,
    ...more,
  }
}

export function category(id: string, parent: string | null, rank: number): LoadedCategory {
  return { id, parent, name: { 'zh-CN': `类 ${id}`, en: id }, rank }
}

export function auditSample(its: Partial<AuditEntry> & Pick<AuditEntry, 'id' | 'subject'>): AuditEntry {
  return { at: 1_000, actor: 'usr_1', action: 'edit', reason: null, outcome: 'done', detail: null, changes: {}, ...its }
}
