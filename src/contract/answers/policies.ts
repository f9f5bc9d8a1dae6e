/** The traffic policies: the mode of each class of route, and the operators' switches. */
import * as z from 'zod/mini'
import { CAUSES } from '../../domain/policy/state.ts'
import { MODES, ROUTE_CLASSES, SWITCH_MODES } from '../../domain/policy/table.ts'
import { timeSchema } from '../http/shapes.ts'

const POLICY_STATE = {
  class: z.enum(ROUTE_CLASSES),
  mode: z.enum(MODES),
  causes: z.array(z.enum(CAUSES)),
}

export const policyStateSchema = z.object(POLICY_STATE).register(z.globalRegistry, { id: 'PolicyState' })

const policySchema = z
  .object({
    ...POLICY_STATE,
    offered: z.array(z.enum(SWITCH_MODES)),
    switch: z.nullable(
      z.object({
        mode: z.enum(SWITCH_MODES),
        since: timeSchema,
        until: timeSchema,
        by: z.string(),
        reason: z.nullable(z.string()),
      }),
    ),
  })
  .register(z.globalRegistry, { id: 'Policy' })

export const policiesSchema = z.object({ items: z.array(policySchema), version: z.int() }).register(z.globalRegistry, {
  id: 'Policies',
  description: 'The mode of each class of route in the isolate that answered, and the switches of operators.',
})

export type PoliciesBody = z.infer<typeof policiesSchema>
