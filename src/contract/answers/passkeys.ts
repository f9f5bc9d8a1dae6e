/** Passkeys in answers. The options have the form that browsers read by `parseCreationOptionsFromJSON` and its sibling. */
import * as z from 'zod/mini'
import { timeSchema } from '../http/shapes.ts'

export const passkeySchema = z
  .object({
    id: z.string().check(z.meta({ example: 'pky_01K9ZQ4V6E8Y3TN5W2R7XB0MCD' })),
    name: z.string(),
    createdAt: timeSchema,
    lastUsedAt: z.nullable(timeSchema),
  })
  .register(z.globalRegistry, { id: 'Passkey' })

export const passkeyListSchema = z
  .object({ items: z.array(passkeySchema) })
  .register(z.globalRegistry, { id: 'PasskeyList' })

export type PasskeysBody = z.infer<typeof passkeyListSchema>

export const passkeyOptionsSchema = z
  .looseObject({ challenge: z.string().check(z.meta({ description: 'Works once, for five minutes.' })) })
  .register(z.globalRegistry, { id: 'PasskeyOptions' })
