/** Product requests as in a shop: a few products are requested often, most rarely. Repeatable. */

export interface Trace {
  readonly items: number
  /** The item of rank k is requested in proportion to 1 / k ** exponent. */
  readonly exponent: number
  readonly requests: number
  /** Whether all items change their ranks half-way. */
  readonly shifts: boolean
  /** Uniform in [0, 1). */
  readonly random: () => number
}

/** The requested items, 0 to `items` − 1, in order. */
export function zipfTrace({ items, exponent, requests, shifts, random }: Trace): Uint32Array {
  const sums = new Float64Array(items)
  let sum = 0
  for (let rank = 0; rank < items; rank++) {
    sum += 1 / (rank + 1) ** exponent
    sums[rank] = sum
  }
  return Uint32Array.from({ length: requests }, (_, place) => {
    const rank = rankOf(sums, random() * sum)
    return shifts && place >= requests / 2 ? (rank + items / 2) % items : rank
  })
}

/** The first index whose sum is above the value. */
function rankOf(sums: Float64Array, value: number): number {
  let from = 0
  let to = sums.length - 1
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((sums[middle] ?? 0) > value) to = middle
    else from = middle + 1
  }
  return from
}

/** mulberry32, uniform in [0, 1). */
export function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
