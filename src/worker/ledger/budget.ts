/** How many calls of others (queries of the record, objects, payment providers) one portion of the check still makes. */
export class Budget {
  #left: number

  constructor(calls: number) {
    this.#left = calls
  }

  get isSpent(): boolean {
    return this.#left <= 0
  }

  /** The first of these whose costs there is room for; always one, so that a portion gets on. */
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
