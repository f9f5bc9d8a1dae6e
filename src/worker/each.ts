/** Runs the work for each item, as many at once as the platform opens connections for one invocation. */
const AT_ONCE = 6

/** Throws the first error; items that were not begun by then are left. */
export async function each<Item>(items: Iterable<Item>, work: (item: Item) => Promise<void>): Promise<void> {
  const rest = items[Symbol.iterator]()
  const worker = async () => {
    for (let next = rest.next(); !next.done; next = rest.next()) await work(next.value)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}
