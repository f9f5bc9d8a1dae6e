/** The routes and the body of the switches of the traffic policies. */
import * as z from 'zod/mini'
import { ROUTE_CLASSES, SWITCH_MODES } from '../../domain/policy/table.ts'
import type { Routes } from './route.ts'
import { timeSchema } from './shapes.ts'

export const policyChangeSchema = z.strictObject({ mode: z.enum(SWITCH_MODES), until: z.optional(timeSchema) })

const params = z.object({ class: z.enum(ROUTE_CLASSES) })

export const policyRoutes = {
  list: { method: 'get', path: '/v1/admin/ops/policies' },
  put: { method: 'put', path: '/v1/admin/ops/policies/:class', params, body: policyChangeSchema },
} as const satisfies Routes
