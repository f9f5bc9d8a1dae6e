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

/**
 * Drops the lost clients.
 * @param client the new client to which their operations belong from now on, because the shopper wants them; null to
 * drop the operations too
 */
export function decideLost(queue: Queue, client: string | null): Queue {
  const known = queue.clients.filter((each) => !each.isLost)
  const operations = queue.operations.flatMap((operation) => {
    if (!isLost(queue, operation.client)) return operation
    const { sent: _, ...unsent } = operation
    return client === null ? [] : { ...unsent, client }
  })
  return { ...queue, clients: client === null ? known : [...known, { id: client, next: 1 }], operations }
}
