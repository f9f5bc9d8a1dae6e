/** Addresses as they come in, checked by the format of their country, and as they are shown. */
import * as z from 'zod'
import { checkAddress } from '../../domain/address/address.ts'
import { pastedSchema } from './shapes.ts'

const text = (most: number) => pastedSchema.min(1).max(most)
/** Forms send an empty field for what was not filled in. */
const optionalText = (most: number) =>
  pastedSchema
    .max(most)
    .transform((given) => given || undefined)
    .optional()

const addressSchema = z
  .strictObject({
    name: text(100),
    line1: text(200),
    line2: optionalText(200),
    city: optionalText(100).meta({ description: 'Needed where addresses of the country have one.' }),
    region: optionalText(100).meta({ description: 'Its code or its name, in any case: `CA`, `US-CA`, `california`.' }),
    postalCode: optionalText(20).meta({ description: 'Needed, and checked, where the country has postal codes.' }),
    country: text(60).meta({ description: 'ISO 3166-1, two letters.' }),
    phone: optionalText(40),
  })
  .meta({
    description: 'The country decides which parts are needed, by the address data that Google maintains.',
    example: { name: '林小雨', line1: '中山路 1 号', city: '上海', postalCode: '200000', country: 'CN' },
  })

/** The same, as it is stored. */
export const checkedAddressSchema = addressSchema.transform((given, context) => {
  const checked = checkAddress(given)
  if (checked.ok) return checked.address
  for (const { path, message } of checked.faults) context.addIssue({ code: 'custom', path: [path], message })
  return z.NEVER
})

/** Addresses of orders that were made before the formats were checked are shown as they are. */
export const orderAddressSchema = z
  .object({
    name: z.string(),
    line1: z.string(),
    line2: z.string().optional(),
    city: z.string().optional(),
    region: z.string().optional().meta({ description: 'As the shopper wrote it.' }),
    regionCode: z.string().optional().meta({ description: 'Its code, if it was recognized.' }),
    postalCode: z.string().optional(),
    country: z.string(),
    phone: z.string().optional(),
  })
  .meta({ id: 'Address' })
