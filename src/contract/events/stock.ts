/** The data of the events of stock. */
import * as z from 'zod/mini'

const units = (description: string) => z.int().check(z.meta({ description }))

const data = z
  .object({
    sku: z.string(),
    available: units('Units that can be sold.'),
    onHand: units('Units on hand, with those that orders hold.'),
    lowUnits: units('This many available units or fewer are low.'),
  })
  .register(z.globalRegistry, { id: 'StockEventData' })

export const STOCK_EVENT_DATA = {
  'stock.low': { summary: 'The available units of a SKU fell to LOW_STOCK_UNITS or below.', data },
  'stock.out': { summary: 'The last available unit of a SKU was sold, held or taken away.', data },
  'stock.back': { summary: 'A SKU that was out of stock, or new, has available units.', data },
} as const
