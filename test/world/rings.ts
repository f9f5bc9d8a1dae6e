/** The rings of one object's alarm: an alarm that rings without end belongs to a duty that is never done. */

/** The most rings within this time. */
const MAX_RINGS = [
  { rings: 150, withinMs: 60_000 },
  { rings: 1_000, withinMs: 3600_000 },
]
const MAX_TIMES = Math.max(...MAX_RINGS.map(({ rings }) => rings))

export class Rings {
  readonly #times: number[] = []

  /** @returns whether the alarm has rung too often by now */
  add(time: number): boolean {
    this.#times.push(time)
    if (this.#times.length > MAX_TIMES) this.#times.shift()
    return MAX_RINGS.some(
      ({ rings, withinMs }) => time - (this.#times.at(-rings) ?? Number.NEGATIVE_INFINITY) < withinMs,
    )
  }
}
