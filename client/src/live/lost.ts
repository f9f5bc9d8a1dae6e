/**
 * Operations of a client that the server has dropped. Pure: each function returns the next queue.
 * Invariant: such an operation is neither sent nor dropped until the shopper decides, because it may have been applied.
 */
import type { Operation, Queue } from './queue.ts'

export function lose(queue: Queue, client: string): Queue {
  return { ...queue, clients: queue.clients.map((each) => (each.id === client ? { ...each, isLost: true } : each)) }
}

export function isLost({ clients }: Queue, client: string): boolean {
  return clients.some((each) => each.id === client && each.isLost)
}

export function lostOperations(queue: Queue): readonly Operation[] {
  return queue.operations.filter(({ client }) => isLost(queue, client))
}

/** Makes the lost operations operations of a new client, because the shopper wants them. Drops the lost clients. */
export function retryLost(queue: Queue, newId: () => string): Queue {
  const again = new Set(lostOperations(queue))
  const clients = [...queue.clients.filter((each) => !each.isLost), { id: newId(), next: 1 }]
  const client = clients.at(-1)?.id ?? ''
  const operations = queue.operations.map((operation) => {
    if (!again.has(operation)) return operation
    const { sent: _, ...unsent } = operation
    return { ...unsent, client }
  })
  return { ...queue, clients, operations }
}

export function discardLost(queue: Queue): Queue {
  const lost = new Set(lostOperations(queue))
  return {
    ...queue,
    clients: queue.clients.filter((each) => !each.isLost),
    operations: queue.operations.filter((operation) => !lost.has(operation)),
  }
}
