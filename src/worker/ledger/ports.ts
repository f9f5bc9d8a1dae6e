/** The ports of a ledger check: the record to walk through, the objects for a second look, the payment providers. */
import type { PaymentProvider } from '../../contract/payment.ts'
import type { InvoicesObject } from '../../contract/rpc/invoices.ts'
import type { Copy } from '../../domain/copy.ts'
import type { RecordStore } from '../../tiers/record/record.ts'

interface Snapshots {
  snapshot(): Promise<Copy | null>
}

export interface LedgerPorts {
  readonly record: Pick<RecordStore, 'ordersForLedger' | 'stockForLedger' | 'skusWithStock' | 'getCopy'>
  readonly objects: { order(id: string): Snapshots; stock(sku: string): Snapshots }
  /** Null for a shop that issues no invoices. */
  readonly invoices: Pick<InvoicesObject, 'check'> | null
  /** The configured providers, by name. */
  readonly providers: { readonly [name: string]: Pick<PaymentProvider, 'statement'> }
  /** Aborts when the lock is lost and another run may have started. */
  readonly signal: AbortSignal
  readonly now: () => number
  readonly pause: (ms: number) => Promise<void>
}

/** Changes younger than this may not be in the record yet: twice the usual time until a change arrives there. */
export const GRACE_MS = 10_000
