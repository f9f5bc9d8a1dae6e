/** The number of calls (record queries, objects, payment providers) that one portion of the check may still make. */
export class Budget {
  #left: number

  constructor(calls: number) {
    this.#left = calls
  }

  get isSpent(): boolean {
    return this.#left <= 0
  }

  /** The first items whose cost fits; always at least one, so that every portion makes progress. */
  take<Item>(items: readonly Item[], costOf: (item: Item) => number): readonly Item[] {
    const taken: Item[] = []
    for (const item of items) {
      const cost = costOf(item)
      if (taken.length > 0 && cost > this.#left) break
      this.#left -= cost
      taken.push(item)
    }
    return taken
  }

  spend(calls: number): void {
    this.#left -= calls
  }
}
