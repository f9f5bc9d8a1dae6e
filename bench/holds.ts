/** What holds-worker.ts is asked. */
import type { Call } from './driver.ts'

/** Of one unit, by a buyer of that number. */
export function hold(sku: string, buyer: number): Call {
  return { method: 'POST', path: '/bench/hold', body: { sku, buyer }, repeatable: true }
}

/** Of as many buyers, from that number on, in one request. */
export function holds(sku: string, buyer: number, buyers: number, atOnce: number): Call {
  return { method: 'POST', path: '/bench/holds', body: { sku, buyer, buyers, atOnce }, repeatable: true }
}
