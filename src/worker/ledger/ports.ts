/** What a ledger check needs: the record to walk through, the objects for a second look, the payment providers. */
import type { PaymentProvider } from '../../contract/payment.ts'
import type { Copy } from '../../domain/copy.ts'
import type { RecordStore } from '../../tiers/record/record.ts'

interface Witness {
  snapshot(): Promise<Copy | null>
}

export interface LedgerPorts {
  readonly record: Pick<RecordStore, 'ordersForLedger' | 'stockForLedger' | 'skusWithStock' | 'getCopy'>
  readonly objects: { order(id: string): Witness; stock(sku: string): Witness }
  /** By name, those that are configured. */
  readonly providers: { readonly [name: string]: Pick<PaymentProvider, 'statement'> }
  /** Aborts when another may run. */
  readonly signal: AbortSignal
  readonly now: () => number
  readonly pause: (ms: number) => Promise<void>
}

/** What changed so recently may not have come everywhere: twice the time in which a change is in the record. */
export const GRACE_MS = 10_000
