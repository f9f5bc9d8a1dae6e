/**
 * The number that people read out: the UTC day and eight letters or digits of the order's own id, in Crockford's
 * base 32, which has no I, L, O or U. It needs no counter; two orders of one day share one with 1 in 10^12.
 */
import { decodeTime } from 'ulid'

export function orderNumberOf(orderId: string): string {
  const ulid = orderId.slice('ord_'.length)
  const day = new Date(decodeTime(ulid)).toISOString().slice(2, 10).replaceAll('-', '')
  return `${day}-${ulid.slice(-8, -4)}-${ulid.slice(-4)}`
}
