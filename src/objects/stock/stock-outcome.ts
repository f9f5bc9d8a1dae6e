/** The meaning of the outcome of a stock's write for its callers and its counters. */
import type { StockRefusal } from '../../domain/stock/decide.ts'
import type { WriteOutcome } from '../aggregate/write.ts'

/** The counter of each command that ends a hold or a sale. */
export const ENDS: { readonly [type: string]: 'committed' | 'released' | 'restocked' | undefined } = {
  commit: 'committed',
  release: 'released',
  restock: 'restocked',
}

/** False for a call that arrived again. */
export function hasChanged(outcome: WriteOutcome<StockRefusal>): boolean {
  return outcome.status === 'accepted' && outcome.since !== null
}

export function refusedFor(outcome: WriteOutcome<StockRefusal>, code: StockRefusal['code']): boolean {
  return outcome.status === 'refused' && outcome.refusal.code === code
}
