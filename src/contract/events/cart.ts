/** The data of the event of a cart that was left. */
import * as z from 'zod/mini'

const data = z
  .object({
    cartId: z.string(),
    userId: z.string(),
    lines: z.array(z.object({ sku: z.string(), quantity: z.int() })),
  })
  .register(z.globalRegistry, { id: 'CartEventData' })

export const CART_EVENT_DATA = {
  'cart.abandoned': { summary: 'A user’s cart was left with lines. Carts of guests have no such event.', data },
} as const
