/** The routes and the body of the canary's switch. */
import * as z from 'zod/mini'
import { MAX_USERS } from '../../domain/canary/canary.ts'
import type { Routes } from './route.ts'
import { userIdSchema } from './shapes.ts'

export const canaryChangeSchema = z
  .strictObject({
    isRunning: z.boolean(),
    share: z.number().check(z.minimum(0), z.maximum(100)),
    users: z._default(z.array(userIdSchema).check(z.maxLength(MAX_USERS)), []),
    reason: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
  })
  .check(
    z.refine(({ isRunning, share }) => isRunning || share === 0, {
      error: 'must be 0 for a canary that does not run',
      path: ['share'],
    }),
  )

export const CANARY_PATH = '/v1/admin/ops/canary'

export const canaryRoutes = {
  get: { method: 'get', path: CANARY_PATH },
  put: { method: 'put', path: CANARY_PATH, body: canaryChangeSchema },
} as const satisfies Routes
