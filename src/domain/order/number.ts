/**
 * The order number for people: the UTC day and eight characters of the order's id in Crockford's base 32, which has no
 * I, L, O or U. It needs no counter; two orders of one day have the same number with a probability of 1 in 10^12.
 */
import { decodeTime } from 'ulid'

export function orderNumberOf(orderId: string): string {
  const ulid = orderId.slice('ord_'.length)
  const day = new Date(decodeTime(ulid)).toISOString().slice(2, 10).replaceAll('-', '')
  return `${day}-${ulid.slice(-8, -4)}-${ulid.slice(-4)}`
}

const NUMBER = /^(\d{6})([0-9A-HJKMNP-TV-Z]{4})([0-9A-HJKMNP-TV-Z]{4})$/

/**
 * The number as it is stored, from what a person typed or heard: any case and any separators, `#` before it, and the
 * letters that Crockford's base 32 reads as digits (`O` is 0, `I` and `L` are 1). Null if it is not an order number.
 * @example
 * import { orderNumberFrom } from './number.ts'
 * orderNumberFrom('#261124 7k3m 9qxw') // => '261124-7K3M-9QXW'
 */
export function orderNumberFrom(text: string): string | null {
  const plain = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s#._\p{Dash}\u200B-\u200F\uFEFF]/gu, '')
  const [, day, first, second] = NUMBER.exec(plain.replaceAll('O', '0').replaceAll(/[IL]/g, '1')) ?? []
  return day === undefined ? null : `${day}-${first}-${second}`
}
