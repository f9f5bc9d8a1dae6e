/** Entries of the audit in answers. */
import * as z from 'zod/mini'
import { AUDIT_OUTCOMES } from '../../domain/audit.ts'
import { timeSchema } from '../http/shapes.ts'

export const auditListSchema = z
  .object({
    items: z.array(
      z
        .object({
          id: z.string(),
          at: timeSchema,
          actor: z.string().check(z.meta({ description: 'The id of the operator.' })),
          action: z.string(),
          subject: z.string().check(z.meta({ example: 'order:ord_01K9ZQ4V6E8Y3TN5W2R7XB0MCD' })),
          reason: z.nullable(z.string()),
          outcome: z
            .enum(AUDIT_OUTCOMES)
            .check(z.meta({ description: '`unknown`: the action began, and its outcome was not stored.' })),
          detail: z.nullable(z.string()).check(z.meta({ description: 'The code of a refusal.' })),
          changes: z.record(z.string(), z.object({ from: z.json(), to: z.json() })),
        })
        .register(z.globalRegistry, { id: 'AuditEntry' }),
    ),
    nextCursor: z.nullable(z.string()),
  })
  .register(z.globalRegistry, { id: 'AuditList' })
