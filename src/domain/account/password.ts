/** A password as it is stored: salted, hashed by scrypt, with the parameters it was hashed with. */

/** scrypt's parameters (RFC 7914); memory is 128·N·r bytes. */
export type Cost = { readonly N: number; readonly r: number; readonly p: number }

/** OWASP's minimum for scrypt in this shape, within the platform's bound N·r·p ≤ 2^20. */
export const PRESENT_COST: Cost = { N: 2 ** 14, r: 8, p: 5 }

export type StoredPassword = {
  /** Base64. */
  readonly salt: string
  readonly hash: string
  readonly cost: Cost
}

export function isWeaker(cost: Cost, than: Cost): boolean {
  return cost.N * cost.r * cost.p < than.N * than.r * than.p
}

/** Compares in constant time, so that the duration does not reveal where two hashes differ. */
export function sameHash(a: string, b: string): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let index = 0; index < a.length; index++) difference |= a.charCodeAt(index) ^ b.charCodeAt(index)
  return difference === 0
}
