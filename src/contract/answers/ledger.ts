/** The progress of the ledger check. */
import * as z from 'zod/mini'
import { checkedSchema } from '../http/ledger.ts'
import { timeSchema } from '../http/shapes.ts'

export const ledgerProgressSchema = z
  .object({
    startedAt: timeSchema,
    stage: z
      .enum(['stock', 'orders'])
      .check(z.meta({ description: 'The current stage. The check covers first all stock, then all orders.' })),
    found: z.int().check(z.meta({ description: 'The number of differences found so far.' })),
    checked: checkedSchema,
  })
  .register(z.globalRegistry, { id: 'LedgerProgress' })

export type LedgerProgressBody = z.infer<typeof ledgerProgressSchema>
