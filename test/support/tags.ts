/** Hex tags like those of the worker's HMACs: evenly spread over shards, sets and bits, and the same in every run. */

export function tag(n: number): string {
  const words = [1, 2, 3, 4].map((salt) => mixed(n, salt).toString(16).padStart(8, '0'))
  return words.join('')
}

/** The n-th tag of a set of slots. */
export function tagIn(set: number, n: number, sets = 128): string {
  return `00${(set + sets * n).toString(16).padStart(8, '0')}${tag(n)}`
}

/** A finalizer of MurmurHash3, which is public domain. */
function mixed(n: number, salt: number): number {
  let word = Math.imul(n ^ Math.imul(salt, 0x9e3779b9), 0x85ebca6b)
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35)
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  return (word ^ (word >>> 15)) >>> 0
}
