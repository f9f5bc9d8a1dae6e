/** Reports in answers: one shape for the ledger check, the reconciliation and the dead letters. */
import * as z from 'zod/mini'
import { ACTIONS, REPORT_KINDS, REPORT_STATES } from '../../domain/report.ts'
import { timeSchema } from '../http/shapes.ts'

const figure = z.union([z.number(), z.string(), z.null()])
const position = z.optional(z.nullable(z.string()))
const counts = z.record(z.string(), z.int())

export const findingSchema = z
  .object({
    kind: z.string(),
    subject: z.string(),
    expected: figure,
    found: figure,
    positions: z.optional(z.object({ object: position, l2: position, record: position })),
    action: z.enum(ACTIONS),
    repaired: z.optional(z.boolean()),
    at: timeSchema,
  })
  .register(z.globalRegistry, { id: 'Finding' })

const head = {
  id: z.string(),
  kind: z.enum(REPORT_KINDS),
  startedAt: timeSchema,
  endedAt: z.nullable(timeSchema),
  state: z.enum(REPORT_STATES),
  checked: counts,
  counts,
}

export const reportSummarySchema = z.object(head).register(z.globalRegistry, { id: 'ReportSummary' })

export const reportSchema = z
  .object({ ...head, findings: z.array(findingSchema) })
  .register(z.globalRegistry, { id: 'Report' })

export const reportListSchema = z
  .object({ items: z.array(reportSummarySchema), nextCursor: z.nullable(z.string()) })
  .register(z.globalRegistry, { id: 'ReportList' })

export type ReportSummaryBody = z.infer<typeof reportSummarySchema>
export type ReportBody = z.infer<typeof reportSchema>
