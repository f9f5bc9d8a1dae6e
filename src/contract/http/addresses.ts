/** The address book of an account. */
import * as z from 'zod/mini'
import { checkedAddressSchema } from './address.ts'
import type { Routes } from './route.ts'
import { pastedSchema } from './shapes.ts'

export const savedAddressSchema = z.strictObject({
  address: checkedAddressSchema,
  isDefault: z._default(z.boolean(), false),
})

const params = z.strictObject({
  id: pastedSchema.check(z.regex(/^adr_[0-9A-HJKMNP-TV-Z]{26}$/, { error: 'is not the id of an address' })),
})
const LIST = '/v1/me/addresses'
const ONE = `${LIST}/:id` as const

export const addressRoutes = {
  list: { method: 'get', path: LIST },
  add: { method: 'post', path: LIST, body: savedAddressSchema },
  get: { method: 'get', path: ONE, params },
  replace: { method: 'put', path: ONE, params, body: savedAddressSchema },
  remove: { method: 'delete', path: ONE, params },
} as const satisfies Routes
