/** Turns a refusal by the order's decision into the refusal that callers receive. */
import type { Log } from '../../contract/log.ts'
import type { OrderReply } from '../../contract/rpc/order.ts'
import type { OrderRefusal } from '../../domain/order/decision.ts'
import type { MechanismRefusal } from '../aggregate/write.ts'

type Refused = Omit<Extract<OrderReply, { status: 'refused' }>, 'order' | 'status'>

export function refusalOf(refusal: OrderRefusal | MechanismRefusal, log: Log): Refused {
  const { code, detail } = refusal
  switch (code) {
    case 'ambiguous_line':
      return { code, detail, lineIds: refusal.lineIds ?? [] }
    case 'illegal_transition':
      log('warn', 'order.illegal_transition', { reason: detail })
      return { code, detail }
    case 'refund_limit':
    case 'note_limit':
    case 'unknown_payment':
    case 'unknown_part':
    case 'version_mismatch':
    case 'idempotency_key_reused':
    case 'erased':
      return { code, detail }
    default:
      throw new Error(`the order refused its own command with ${code}`)
  }
}
