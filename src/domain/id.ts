/** Identifiers: a prefix and a ULID (github.com/ulid/spec): 48 bits of time and 80 random bits in Crockford base 32. */
import { ulid } from 'ulid'

export type IdPrefix =
  | 'gst'
  | 'usr'
  | 'adr'
  | 'pky'
  | 'crt'
  | 'ord'
  | 'pay'
  | 'ref'
  | 'rtn'
  | 'evt'
  | 'nte'
  | 'msg'
  | 'whk'
  | 'inv'

/** @param random returns a number in [0, 1); the platform's generator by default */
export function newId(prefix: IdPrefix, now: number, random?: () => number): string {
  return `${prefix}_${ulid(now, random)}`
}
