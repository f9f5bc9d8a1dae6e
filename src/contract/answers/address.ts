/** Addresses of orders, as they are shown. */
import * as z from 'zod/mini'

/** Addresses of orders that were made before the formats were checked are shown as they are. */
export const orderAddressSchema = z
  .object({
    name: z.string(),
    line1: z.string(),
    line2: z.optional(z.string()),
    city: z.optional(z.string()),
    region: z.optional(z.string()).check(z.meta({ description: 'As the shopper wrote it.' })),
    regionCode: z.optional(z.string()).check(z.meta({ description: 'Its code, if it was recognized.' })),
    postalCode: z.optional(z.string()),
    country: z.string(),
    phone: z.optional(z.string()),
  })
  .register(z.globalRegistry, { id: 'Address' })
