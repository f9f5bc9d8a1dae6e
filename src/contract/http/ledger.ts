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

export const ledgerRunSchema = z
  .object({
    ranAt: timeSchema,
    differences: z.array(differenceSchema).meta({ description: 'Empty when all adds up; at most 1,000.' }),
    checked: z.object({
      orders: count,
      skus: count,
      payments: count.meta({ description: 'That their provider answered for.' }),
      inFlight: count.meta({ description: 'Orders and SKUs that were left out: something was on its way still.' }),
      unanswered: count.meta({ description: 'Payments that their provider did not answer for.' }),
      complete: z.boolean().meta({ description: 'False when it ended early, with 1,000 differences.' }),
    }),
  })
  .meta({ id: 'LedgerRun' })

export type LedgerRunBody = z.infer<typeof ledgerRunSchema>
