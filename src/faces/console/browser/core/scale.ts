/** The scale of a chart: a few round values from zero to at least the highest one. Pure. */

const MAX_LINES = 3

/**
 * Multiples of 1, 2 or 5 times a power of ten, without zero.
 * @param least the smallest step that makes sense, such as 1 for things that are counted
 */
export function scaleOf(highest: number, least = 0): readonly number[] {
  if (highest <= 0) return []
  const wanted = Math.max(highest / MAX_LINES, least)
  const power = 10 ** Math.floor(Math.log10(wanted))
  const step = ([1, 2, 5].find((each) => each * power >= wanted * (1 - 1e-9)) ?? 10) * power
  return Array.from({ length: Math.ceil(highest / step - 1e-9) }, (_, index) => (index + 1) * step)
}
