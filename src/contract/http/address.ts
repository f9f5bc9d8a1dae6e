/** Addresses in requests, checked by the format of their country. */
import * as z from 'zod/mini'
import { checkAddress, checkDestination } from '../../domain/address/address.ts'
import { refused } from '../refused.ts'
import { pastedSchema } from './shapes.ts'

const text = (most: number) => pastedSchema.check(z.minLength(1), z.maxLength(most))
/** Accepts empty text, because forms send an empty field if it was not filled in. */
const optionalText = (most: number) =>
  z.optional(
    z.pipe(
      pastedSchema.check(z.maxLength(most)),
      z.transform((given) => given || undefined),
    ),
  )

export const addressSchema = z.strictObject({
  name: text(100),
  line1: text(200),
  line2: optionalText(200),
  city: optionalText(100),
  region: optionalText(100),
  postalCode: optionalText(20),
  country: text(60),
  phone: optionalText(40),
})

/** Checks an address and returns it in the form in which it is stored. */
export const checkedAddressSchema = z.pipe(
  addressSchema,
  z.transform((given, context) => {
    const checked = checkAddress(given)
    if (checked.ok) return checked.address
    for (const { path, message } of checked.faults) refused(context, message, [path])
    return z.NEVER
  }),
)

/** The parts of an address that decide on shipping and taxes, for an address that is not complete yet. */
export const destinationSchema = z.strictObject({
  country: text(60),
  region: optionalText(100),
  postalCode: optionalText(20),
})

/** Checks only the country, because the shopper may still be writing the rest. */
export const checkedDestinationSchema = z.pipe(
  destinationSchema,
  z.transform((given, context) => {
    const checked = checkDestination(given)
    return checked.ok ? checked.destination : refused(context, checked.fault.message, [checked.fault.path])
  }),
)
