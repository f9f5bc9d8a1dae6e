/** Calls for holds-worker.ts. */
import type { Call } from './driver.ts'

/** Holds one unit for the buyer with this number. */
export function hold(sku: string, buyer: number): Call {
  return { method: 'POST', path: '/bench/hold', body: { sku, buyer }, repeatable: true }
}

/** Holds a unit for each of `buyers` buyers, numbered from `buyer`, in one request. */
export function holds(sku: string, buyer: number, buyers: number, atOnce: number): Call {
  return { method: 'POST', path: '/bench/holds', body: { sku, buyer, buyers, atOnce }, repeatable: true }
}
