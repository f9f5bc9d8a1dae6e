/**
 * Exact arithmetic on amounts: whole minor units, at least zero. It uses numbers while intermediate results stay below
 * 2^53, and BigInt beyond. A result that is not an exact number throws, so that no wrong amount is returned.
 */

/** @throws RangeError above 2^53 − 1, which ten full lines at the highest price exceed */
export function exact(amount: number): number {
  if (Number.isSafeInteger(amount)) return amount
  throw new RangeError(`an amount must be a whole number up to 2^53 − 1, not ${amount}`)
}

/** @throws RangeError if the sum exceeds 2^53 − 1 */
export function sum(amounts: readonly number[]): number {
  let total = 0
  for (const amount of amounts) total += amount
  return exact(total)
}

/**
 * amount × numerator ÷ denominator, rounded half up.
 * @param denominator above zero
 */
export function share(amount: number, numerator: number, denominator: number): number {
  const product = amount * numerator
  if (product > Number.MAX_SAFE_INTEGER) return bigShare(BigInt(amount), BigInt(numerator), BigInt(denominator))
  // The quotient of two whole numbers below 2^53 never rounds up to the next whole one, so the floor is exact.
  const whole = Math.floor(product / denominator)
  return (product - whole * denominator) * 2 >= denominator ? whole + 1 : whole
}

function bigShare(amount: bigint, numerator: bigint, denominator: bigint): number {
  return exact(Number((amount * numerator * 2n + denominator) / (denominator * 2n)))
}

/**
 * Divides an amount in proportion to the weights, by largest remainder (Hamilton's method): each part is rounded down,
 * and the parts with the largest remainders get one more; on a tie the lower key does.
 * The parts sum to the amount. If the amount is at most the sum of the weights, no part exceeds its weight.
 * @param keys one for each weight, all different
 */
export function split(amount: number, weights: readonly number[], keys: readonly string[]): number[] {
  const total = sum(weights)
  if (total === 0 && amount > 0) throw new RangeError('nothing to split an amount over')
  if (amount === 0) return weights.map(() => 0)
  if (amount === total) return [...weights]
  const parts: number[] = []
  const remainders = new Float64Array(weights.length)
  const over = isSafe(amount, weights)
    ? cutDown(amount, weights, total, parts, remainders)
    : bigCutDown(amount, weights, total, parts, remainders)
  if (over > 0) handOut(over, parts, remainders, keys)
  return parts
}

function isSafe(amount: number, weights: readonly number[]): boolean {
  let highest = 0
  for (const weight of weights) if (weight > highest) highest = weight
  return amount * highest <= Number.MAX_SAFE_INTEGER
}

function cutDown(
  amount: number,
  weights: readonly number[],
  total: number,
  parts: number[],
  remainders: Float64Array,
): number {
  let over = amount
  for (let index = 0; index < weights.length; index++) {
    const product = amount * (weights[index] ?? 0)
    const part = Math.floor(product / total)
    parts.push(part)
    remainders[index] = product - part * total
    over -= part
  }
  return over
}

function bigCutDown(
  amount: number,
  weights: readonly number[],
  total: number,
  parts: number[],
  remainders: Float64Array,
): number {
  const [whole, all] = [BigInt(amount), BigInt(total)]
  let over = amount
  for (const [index, weight] of weights.entries()) {
    const product = whole * BigInt(weight)
    const part = Number(product / all)
    parts.push(part)
    // The remainder is below the total, so it is exact as a number.
    remainders[index] = Number(product % all)
    over -= part
  }
  return over
}

/** Adds one to each of the `over` parts with the largest remainders. */
function handOut(over: number, parts: number[], remainders: Float64Array, keys: readonly string[]): void {
  const least = ranked(remainders.slice(), remainders.length - over)
  const equal: number[] = []
  let left = over
  for (let index = 0; index < parts.length; index++) {
    const remainder = remainders[index] ?? 0
    if (remainder === least) equal.push(index)
    if (remainder <= least) continue
    parts[index] = (parts[index] ?? 0) + 1
    left -= 1
  }
  if (left < equal.length) equal.sort((a, b) => byCodeUnits(keys[a] ?? '', keys[b] ?? ''))
  for (const index of equal.slice(0, left)) parts[index] = (parts[index] ?? 0) + 1
}

/**
 * The value that would be at the index if the values were sorted (Hoare's quickselect). Pricing a cart splits hundreds
 * of amounts, and sorting would take half of that time. Reorders the given array.
 */
function ranked(values: Float64Array, index: number): number {
  let [low, high] = [0, values.length - 1]
  while (low < high) {
    const pivot = values[(low + high) >> 1] ?? 0
    let [up, down] = [low, high]
    while (up <= down) {
      while ((values[up] ?? 0) < pivot) up++
      while ((values[down] ?? 0) > pivot) down--
      if (up > down) break
      const value = values[up] ?? 0
      values[up++] = values[down] ?? 0
      values[down--] = value
    }
    if (index <= down) high = down
    else if (index >= up) low = up
    else break
  }
  return values[index] ?? 0
}

/** Compares ids and SKUs by code units, so that prices do not depend on a locale. */
export function byCodeUnits(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
