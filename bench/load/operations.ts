/** The operations of clients, for either design. Each write has its own key, so that it may be sent again. */
import type { Guest } from '../shop.ts'
import { type Operation, unitsOf } from './journal.ts'

const ADDRESS = { name: '林小雨', line1: '中山路 1 号', city: '上海', postalCode: '200000', country: 'CN' }

let keys = 0

function newKey(): Readonly<Record<string, string>> {
  keys += 1
  return { 'Idempotency-Key': `load-${keys}` }
}

export function addOf(guest: Guest, sku: string): Operation {
  const body = { sku, quantity: 1 }
  return write('add', guest, '/v1/cart/items', body, { [sku]: 1 })
}

/** One write of many operations. */
export function batchOf(guest: Guest, skus: readonly string[]): Operation {
  const operations = skus.map((sku) => ({ type: 'add', sku, quantity: 1 }))
  return write('batch', guest, '/v1/cart/batch', { operations }, unitsOf(skus.map((sku) => [sku, 1])))
}

export function checkoutOf(guest: Guest): Operation {
  return write('checkout', guest, '/v1/checkout', { address: ADDRESS }, null)
}

export function cartOf(guest: Guest): Operation {
  const call = { method: 'GET', path: '/v1/cart', token: guest.token, repeatable: true } as const
  return { kind: 'get', call, guest, adds: null }
}

export function productOf(sku: string): Operation {
  const call = { method: 'GET', path: `/v1/products/${sku}`, repeatable: true } as const
  return { kind: 'product', call, guest: null, adds: null }
}

export function listOf(): Operation {
  const call = { method: 'GET', path: '/v1/products?limit=20', repeatable: true } as const
  return { kind: 'list', call, guest: null, adds: null }
}

function write(kind: Operation['kind'], guest: Guest, path: string, body: unknown, adds: Operation['adds']): Operation {
  const { token } = guest
  return { kind, guest, adds, call: { method: 'POST', path, token, body, headers: newKey(), repeatable: true } }
}
