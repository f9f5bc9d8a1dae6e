/** The report of an import. */
import * as z from 'zod/mini'

export const importReportSchema = z
  .object({
    created: z.int(),
    updated: z.int(),
    unchanged: z.int(),
    rejected: z.array(z.object({ line: z.int(), message: z.string() })),
  })
  .register(z.globalRegistry, {
    id: 'ImportReport',
    description: 'Numbers of lines by outcome. A rejected line has its line number in the body; the first line is 1.',
  })

export const shipmentReportSchema = z
  .object({
    shipped: z.int(),
    unchanged: z.int(),
    rejected: z.int(),
    items: z.array(
      z.object({
        line: z.int(),
        order: z.nullable(z.string()),
        orderId: z.nullable(z.string()),
        result: z.enum(['shipped', 'unchanged', 'rejected']),
        code: z.nullable(z.string()),
        message: z.nullable(z.string()),
      }),
    ),
  })
  .register(z.globalRegistry, {
    id: 'ShipmentReport',
    description: 'The result of each line. `unchanged`: the order has this shipment already.',
  })

export type ShipmentReport = z.infer<typeof shipmentReportSchema>
