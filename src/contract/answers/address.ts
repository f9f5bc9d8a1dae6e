/** The address of an order in answers. */
import * as z from 'zod/mini'

/** Addresses from before the format check are returned unchanged, so most fields are optional. */
export const orderAddressSchema = z
  .object({
    name: z.string(),
    line1: z.string(),
    line2: z.optional(z.string()),
    city: z.optional(z.string()),
    region: z.optional(z.string()).check(z.meta({ description: 'The region as the shopper wrote it.' })),
    regionCode: z
      .optional(z.string())
      .check(z.meta({ description: 'The code of the region, if the region was recognized.' })),
    postalCode: z.optional(z.string()),
    country: z.string(),
    phone: z.optional(z.string()),
  })
  .register(z.globalRegistry, { id: 'Address' })

export const savedAddressOutSchema = z
  .object({
    id: z.string().check(z.meta({ example: 'adr_01K9ZQ4V6E8Y3TN5W2R7XB0MCD' })),
    address: orderAddressSchema,
    isDefault: z.boolean().check(z.meta({ description: 'Whether checkout begins with this address.' })),
    version: z.int().check(z.meta({ description: 'The ETag; it rises with every change.' })),
  })
  .register(z.globalRegistry, { id: 'SavedAddress' })

export type SavedAddressBody = z.infer<typeof savedAddressOutSchema>

export const savedAddressListSchema = z
  .object({ items: z.array(savedAddressOutSchema) })
  .register(z.globalRegistry, { id: 'SavedAddressList' })
