/** Many buyers for few units, some at once: who won, and how long each waited for the answer. */

export interface Rush {
  readonly wonMs: readonly number[]
  readonly refusedMs: readonly number[]
  /** Milliseconds from the start until the last winner was answered. */
  readonly soldOutMs: number
  readonly totalMs: number
}

/** @param buy returns whether this buyer won; `lane` is one of `atOnce`, and has one buyer at a time */
export async function rush(
  buyers: number,
  atOnce: number,
  buy: (buyer: number, lane: number) => Promise<boolean>,
): Promise<Rush> {
  const wonMs: number[] = []
  const refusedMs: number[] = []
  const startedAt = performance.now()
  let lastWonAt = startedAt
  let next = 0
  const work = async (lane: number) => {
    while (next < buyers) {
      const askedAt = performance.now()
      const won = await buy(next++, lane)
      const answeredAt = performance.now()
      ;(won ? wonMs : refusedMs).push(answeredAt - askedAt)
      if (won) lastWonAt = answeredAt
    }
  }
  await Promise.all(Array.from({ length: atOnce }, (_, lane) => work(lane)))
  return { wonMs, refusedMs, soldOutMs: lastWonAt - startedAt, totalMs: performance.now() - startedAt }
}

/** Throws unless exactly `units` buyers won. */
export function exactly(units: number, who: string, { wonMs, refusedMs }: Rush): void {
  if (wonMs.length === units) return
  throw new Error(`${who}: ${wonMs.length} won and ${refusedMs.length} were refused, of ${units} units`)
}
