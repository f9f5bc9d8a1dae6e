/** What the ledger check answers. */
import * as z from 'zod'
import { DIFFERENCE_KINDS, type DifferenceKind } from '../../domain/ledger/difference.ts'
import { timeSchema } from './shapes.ts'

const kinds = Object.keys(DIFFERENCE_KINDS) as [DifferenceKind, ...DifferenceKind[]]
const meanings = kinds.map((kind) => `- \`${kind}\`: ${DIFFERENCE_KINDS[kind]}`).join('\n')

const figureSchema = z
  .union([z.number(), z.string(), z.null()])
  .meta({ description: 'Units, or minor units of the currency; a word where it is no number; null for nothing.' })

const count = z.number().int()

const differenceSchema = z
  .object({
    kind: z.enum(kinds).meta({ description: meanings }),
    subject: z
      .string()
      .meta({ description: '`order:<id>`, `sku:<sku>`, `coupon:<code>` or `payment:<id>`.', example: 'sku:tea' }),
    expected: figureSchema,
    found: figureSchema,
  })
  .meta({ id: 'LedgerDifference' })

const checkedSchema = z.object({
  orders: count,
  skus: count,
  payments: count.meta({
    description:
      'Payments that their provider answered for. It is asked for those of orders that changed in the last two days, and for those of 1,000 older orders in turn.',
  }),
  inFlight: count.meta({
    description:
      'Orders that were left out because something was on its way, for a day at most, and SKUs of which some units were.',
  }),
  unanswered: count.meta({ description: 'Payments that their provider did not answer for.' }),
  complete: z.boolean().meta({ description: 'False when it ended early, with 1,000 differences.' }),
})

export const ledgerRunSchema = z
  .object({
    ranAt: timeSchema.meta({ description: 'When it began.' }),
    differences: z.array(differenceSchema).meta({ description: 'Empty when everything adds up; at most 1,000.' }),
    checked: checkedSchema,
  })
  .meta({ id: 'LedgerRun' })

export type LedgerRunBody = z.infer<typeof ledgerRunSchema>

export const ledgerProgressSchema = z
  .object({
    startedAt: timeSchema,
    stage: z
      .enum(['stock', 'orders'])
      .meta({ description: 'The part that is being checked: first all stock, then all orders.' }),
    found: count.meta({ description: 'Differences so far.' }),
    checked: checkedSchema,
  })
  .meta({ id: 'LedgerProgress' })

export type LedgerProgressBody = z.infer<typeof ledgerProgressSchema>
