/** Runs the work for each item, as many in parallel as the platform opens connections for one invocation. */
const AT_ONCE = 6

/** Throws the first error; items that have not started by then are skipped. */
export async function each<Item>(items: Iterable<Item>, work: (item: Item) => Promise<void>): Promise<void> {
  const rest = items[Symbol.iterator]()
  const worker = async () => {
    for (let next = rest.next(); !next.done; next = rest.next()) await work(next.value)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

/**
 * As `each`, for work in the background: lets other requests go first after every item. workerd looks for new requests
 * only when it has no other event to handle, and calls between objects of one process follow each other without a gap.
 */
export function eachInTurn<Item>(items: Iterable<Item>, work: (item: Item) => Promise<void>): Promise<void> {
  return each(items, async (item) => {
    await work(item)
    await new Promise((resolve) => setTimeout(resolve, 0))
  })
}
