/** The data of the events of alerts. */
import * as z from 'zod/mini'
import { UNITS } from '../../domain/alerts/alert.ts'
import { SEVERITIES } from '../../domain/metrics/catalogue.ts'

const data = z
  .object({
    alertId: z.string().check(z.meta({ description: 'The name of its section in docs/runbook.md.' })),
    severity: z.enum(SEVERITIES),
    title: z.string(),
    value: z.nullable(z.number()),
    threshold: z.number(),
    unit: z.enum(UNITS),
  })
  .register(z.globalRegistry, { id: 'AlertEventData' })

export const ALERT_EVENT_DATA = {
  'alert.fired': { summary: 'An alert fires. While it fires, no second event follows.', data },
  'alert.resolved': { summary: 'An alert that fired has ended.', data },
} as const
