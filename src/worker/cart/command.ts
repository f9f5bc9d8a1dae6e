/** An operation of a batch as a command to the cart. */
import type * as z from 'zod/mini'
import type { batchSchema } from '../../contract/http/cart.ts'
import type { CartCommand } from '../../domain/cart/decide.ts'
import { defined } from '../http/validate.ts'

export interface Operation {
  readonly command: CartCommand
  /** The client's own key for this one operation. */
  readonly key?: string | undefined
  /** The client's own number for it, in a write that names the client. */
  readonly seq?: number | undefined
}

type BatchOperation = z.infer<typeof batchSchema>['operations'][number]

export function operationOf(operation: BatchOperation): Operation {
  const { key, seq } = operation
  return { command: commandOf(operation), key, seq }
}

function commandOf({ key: _, seq: __, ...operation }: BatchOperation): CartCommand {
  if (operation.type === 'add') return defined(operation) as CartCommand
  const { type, lineId, sku = lineId, ...fields } = operation
  if (type === 'select') return { type, selected: (fields as { selected: boolean }).selected, skus: [sku ?? ''] }
  // The cast: except for `select`, the schema's union equals the command's.
  return defined({ type, sku, ...fields }) as CartCommand
}
