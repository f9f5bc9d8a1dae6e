/** How far the ledger check is. */
import * as z from 'zod/mini'
import { checkedSchema } from '../http/ledger.ts'
import { timeSchema } from '../http/shapes.ts'

export const ledgerProgressSchema = z
  .object({
    startedAt: timeSchema,
    stage: z
      .enum(['stock', 'orders'])
      .check(z.meta({ description: 'The part that is being checked: first all stock, then all orders.' })),
    found: z.int().check(z.meta({ description: 'Differences so far.' })),
    checked: checkedSchema,
  })
  .register(z.globalRegistry, { id: 'LedgerProgress' })

export type LedgerProgressBody = z.infer<typeof ledgerProgressSchema>
