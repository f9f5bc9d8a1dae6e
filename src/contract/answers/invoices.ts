/** Invoices and credit notes. */
import * as z from 'zod/mini'
import { timeSchema } from '../http/shapes.ts'
import { moneySchema } from './shapes.ts'

const kindSchema = z.enum(['invoice', 'credit_note'])
const numberSchema = z.string().check(
  z.meta({
    description: 'The numbers of one kind and one year are consecutive.',
    example: 'INV-2026-000123',
  }),
)
const rateSchema = z
  .nullable(z.int())
  .check(z.meta({ description: 'Parts per million: 190000 is 19 %. Null without tax.' }))

/** A document of an order, as the order names it. */
export const orderDocumentSchema = z.object({
  kind: kindSchema,
  number: numberSchema,
  issuedAt: timeSchema,
  refundId: z.nullable(z.string()).check(z.meta({ description: 'The refund of a credit note.' })),
})

const lineSchema = z.object({
  sku: z.string(),
  title: z.string(),
  quantity: z.int(),
  unitPrice: z.nullable(moneySchema).check(z.meta({ description: 'Null in a credit note.' })),
  discount: z.nullable(moneySchema),
  ratePpm: rateSchema,
  tax: z.nullable(moneySchema),
  total: moneySchema.check(z.meta({ description: 'With tax.' })),
})

const summary = {
  ...orderDocumentSchema.shape,
  orderId: z.string(),
  orderNumber: z.string(),
  invoiceNumber: z.nullable(z.string()).check(z.meta({ description: 'The invoice that a credit note corrects.' })),
  taxes: z.array(z.object({ ratePpm: rateSchema, net: moneySchema, tax: moneySchema, total: moneySchema })),
  net: moneySchema,
  tax: moneySchema,
  total: moneySchema,
}

export const invoiceSchema = z
  .object({
    ...summary,
    suppliedAt: timeSchema.check(z.meta({ description: 'When the order was paid, or the refund was requested.' })),
    seller: z.object({
      name: z.string(),
      address: z.array(z.string()),
      taxId: z.string(),
      email: z.nullable(z.string()),
      note: z.nullable(z.string()),
    }),
    buyer: z
      .nullable(z.object({ name: z.string(), address: z.array(z.string()), vatNumber: z.nullable(z.string()) }))
      .check(z.meta({ description: 'Null when the term for keeping it is over.' })),
    lines: z.array(lineSchema),
    shipping: z.nullable(lineSchema),
  })
  .register(z.globalRegistry, {
    id: 'Invoice',
    description: 'An invoice or a credit note, frozen when it was numbered. Amounts of a credit note are above zero.',
  })

export type InvoiceBody = z.infer<typeof invoiceSchema>

export const invoiceListSchema = z
  .object({ items: z.array(z.object(summary)), nextCursor: z.nullable(z.string()) })
  .register(z.globalRegistry, { id: 'InvoiceList' })

export type InvoiceListBody = z.infer<typeof invoiceListSchema>
