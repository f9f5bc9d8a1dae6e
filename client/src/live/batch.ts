/** Numbers the operations of the next batch, and names their lines by the server's ids. */
import type { Storage } from './ports.ts'
import { type Batch, nextBatch } from './queue.ts'
import { update } from './store.ts'
import { idIn, listsOf } from './view.ts'

/**
 * Stores the next batch before it is sent, so that a repeat has the same numbers. Null if there is nothing to send.
 * @param most maximum number of operations
 */
export async function numberBatch(storage: Storage, most: number): Promise<Batch | null> {
  let batch: Batch | null = null
  await update(storage, ({ queue, confirmed }) => {
    const lists = listsOf(confirmed?.cart ?? null)
    const next = nextBatch(queue, most, ({ type, target }, isAlone) => {
      if (type === 'add') return { sku: target.sku }
      // Earlier operations on this line decide its id, so wait for their results.
      if (target.isLocal && !isAlone) return null
      const lineId = idIn(lists, type, target)
      if (lineId !== null) return { lineId }
      // The line no longer exists, so the server will refuse the operation.
      return target.isLocal ? { sku: target.sku } : { lineId: target.lineId }
    })
    batch = next && next.batch.operations.length > 0 ? next.batch : null
    return next && { queue: next.queue }
  })
  return batch
}
