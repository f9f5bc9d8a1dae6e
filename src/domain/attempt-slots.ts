/**
 * Counters in slots that never grow: a tag has its set of 32, and a newcomer may replace another's counter there.
 * Invariants: what refuses keeps its slot; another goes only when none of the 31 beside it is over, and each of them
 * refuses or has counted as much. So who would clear his own counter must first bring 31 other addresses of its set as
 * far, and which addresses share a set only the Worker knows: tags are HMACs.
 */

/** 4,096 slots. A lookup reads one set; wide ones overflow later than many narrow ones of the same sum. */
export const SETS = 128
export const WAYS = 32

/** The facts about a counter by which the table of slots chooses the one that a newcomer replaces. */
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
 * Where the tag's counter is written: its own slot, else a free one, else one whose time is over, else that of the
 * fewest counts which refuses nobody (of equals, the one longest idle). Null when all refuse: then the newcomer goes
 * uncounted, for what an attacker fills must not shut out others.
 * @param set the slots of the tag's set that are taken
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
