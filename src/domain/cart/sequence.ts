/**
 * Operations that a client numbers from 1, so that each is decided exactly once, even if it arrives late or often.
 * Pure.
 * Invariant: an operation is decided only after all earlier ones of its client, and its watermark rises with its
 * decision, in the same write; a refusal raises it too.
 */
import { refuse } from '../result.ts'
import type { RowsView } from '../rows.ts'
import { clientOf } from './clients.ts'
import { type CartCommand, decide } from './decide.ts'
import type { CartDecision, CartFacts, CartRefusal } from './decision.ts'
import type { CartEvent } from './events.ts'

/** The caller has checked the form: `client` is 1–64 of A-Z a-z 0-9 _ -, and `seq` a safe integer from 1. */
export interface SequencedCommand {
  readonly type: 'sequenced'
  readonly client: string
  readonly seq: number
  readonly command: CartCommand
}

export type AnyCartCommand = CartCommand | SequencedCommand

/** A refusal of a sequenced command has an event as well: the watermark rises. */
export type SequencedDecision =
  | CartDecision
  | { readonly ok: false; readonly refusal: CartRefusal; readonly value: readonly CartEvent[] }
  /** The operation was decided before; `refused` is its code if the refusal is still stored. */
  | { readonly ok: true; readonly value: readonly []; readonly repeated: { readonly refused: string | null } }

export function decideAny(rows: RowsView, command: AnyCartCommand, facts: CartFacts): SequencedDecision {
  return command.type === 'sequenced' ? decideSequenced(rows, command, facts) : decide(rows, command, facts)
}

/** Decides one operation. Several are decided one after the other, each over the rows after the one before. */
function decideSequenced(
  rows: RowsView,
  { client: id, seq, command }: SequencedCommand,
  facts: CartFacts,
): SequencedDecision {
  const client = clientOf(rows, id)
  const last = client?.last ?? 0
  if (seq <= last) {
    const [, refused = null] = client?.refused?.find(([number]) => number === seq) ?? []
    return { ok: true, value: [], repeated: { refused } }
  }
  if (!client && seq > 1) {
    const detail = `The cart has no client ${id}, or has dropped it. Begin again with a new client id.`
    return refuse({ code: 'unknown_client', detail })
  }
  if (seq > last + 1) {
    const detail = `Operation ${last + 1} of the client ${id} is missing. Send the operations from that one on.`
    return refuse({ code: 'sequence_gap', detail, expected: last + 1 })
  }
  const decision = decide(rows, command, facts)
  const refused = decision.ok ? null : decision.refusal.code
  const decided: CartEvent = { type: 'operation_decided', client: id, seq, at: facts.now, refused }
  if (decision.ok) return { ok: true, value: [...decision.value, decided] }
  return { ...decision, value: [decided] }
}

/** Whether the refusal is about the number: the operation was not decided, and the watermark has not risen. */
export function isOfSequence(code: string): code is 'unknown_client' | 'sequence_gap' {
  return code === 'unknown_client' || code === 'sequence_gap'
}
