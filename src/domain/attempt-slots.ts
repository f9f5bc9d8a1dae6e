/**
 * A table of counters with a fixed number of slots. A tag belongs to a set of 32 slots, and a new tag may evict
 * another.
 * Invariant: a refusing counter is never evicted. A counting one is evicted only if its set has no free and no expired
 * slot and it has the lowest count. To clear their own counter, attackers must first bring 31 other addresses of the
 * set to the same count, and they cannot find these addresses, because tags are HMACs.
 */

/** 128 sets of 32 make 4,096 slots. A lookup reads one set, and a wide set overflows later than several narrow ones. */
export const SETS = 128
export const WAYS = 32

/** Reads from a counter's state the facts that decide which counter a new tag evicts. */
export interface Counter<State> {
  lifeOf(state: State, now: number): 'over' | 'counting' | 'refusing'
  countOf(state: State): number
  lastAt(state: State): number
}

export interface Slot<State> {
  readonly slot: number
  readonly tag: string
  readonly state: State
}

/**
 * The first slot of the tag's set. Throws when the text is not a tag, so that input cannot decide how much is stored.
 */
export function firstSlotOf(tag: string): number {
  if (!/^[0-9a-f]{16,64}$/.test(tag)) throw new Error('not a hex tag')
  // Skip the first byte, because it has chosen the object.
  return (Number.parseInt(tag.slice(2, 10), 16) % SETS) * WAYS
}

/**
 * The slot to which the tag's counter is written: its own slot, otherwise a free one, an expired one, or the counting
 * one with the lowest count (of equals, the one that was idle longest). Null if all refuse: then the tag is not counted
 * (fails open), because an attacker who fills a set must not lock out others.
 * @param set the occupied slots of the tag's set
 */
export function slotFor<State>(
  tag: string,
  set: readonly Slot<State>[],
  { lifeOf, countOf, lastAt }: Counter<State>,
  now: number,
): number | null {
  const own = set.find((taken) => taken.tag === tag)
  if (own) return own.slot
  const first = firstSlotOf(tag)
  const taken = new Set(set.map(({ slot }) => slot))
  for (let slot = first; slot < first + WAYS; slot++) if (!taken.has(slot)) return slot
  const over = set.find(({ state }) => lifeOf(state, now) === 'over')
  if (over) return over.slot
  const [weakest] = set
    .filter(({ state }) => lifeOf(state, now) === 'counting')
    .sort((a, b) => countOf(a.state) - countOf(b.state) || lastAt(a.state) - lastAt(b.state))
  return weakest?.slot ?? null
}
