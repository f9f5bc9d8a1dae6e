/** The alerts with their states, for operators. */
import * as z from 'zod/mini'
import { UNITS } from '../../domain/alerts/alert.ts'
import { PHASES } from '../../domain/alerts/state.ts'
import { SEVERITIES } from '../../domain/metrics/catalogue.ts'
import { timeSchema } from '../http/shapes.ts'

const alertSchema = z
  .object({
    id: z.string().check(z.meta({ example: 'record-down' })),
    severity: z
      .enum(SEVERITIES)
      .check(z.meta({ description: '`page` wakes somebody at any hour; `ticket` waits for working hours.' })),
    state: z
      .enum(PHASES)
      .check(z.meta({ description: '`pending`: the condition holds, but not yet for as long as the alert requires.' })),
    since: z.nullable(timeSchema).check(
      z.meta({
        description: 'When the condition began to hold; for `ok`, when the alert last ended. Null: it never fired.',
      }),
    ),
    value: z
      .nullable(z.number())
      .check(z.meta({ description: 'Shares are fractions. Null: there is nothing to measure.' })),
    threshold: z.number(),
    unit: z.enum(UNITS),
    title: z.object({ en: z.string(), zh: z.string() }),
    runbook: z.string().check(z.meta({ example: 'docs/runbook.md#record-down' })),
    announcedAt: z
      .nullable(timeSchema)
      .check(z.meta({ description: 'When a notice last announced that the alert fires.' })),
  })
  .register(z.globalRegistry, { id: 'Alert' })

export const alertListSchema = z
  .object({
    items: z.array(alertSchema),
    sampledAt: z
      .nullable(timeSchema)
      .check(z.meta({ description: 'The newest sample of the metrics; one is taken every minute.' })),
    owedNotices: z.int().check(z.meta({ description: 'Notices that the webhook has not taken yet.' })),
  })
  .register(z.globalRegistry, { id: 'AlertList', description: 'Firing alerts first, then pending ones.' })
