/** Every type of the public stream of events, with the schema of its data. A published type keeps its meaning. */
import type * as z from 'zod/mini'
import type { EventType } from '../../domain/events/types.ts'
import { ACCOUNT_EVENT_DATA } from './account.ts'
import { ALERT_EVENT_DATA } from './alert.ts'
import { CART_EVENT_DATA } from './cart.ts'
import { CATALOGUE_EVENT_DATA } from './catalogue.ts'
import { ORDER_EVENT_DATA } from './order.ts'
import { STOCK_EVENT_DATA } from './stock.ts'

export interface EventDoc {
  readonly summary: string
  readonly data: z.ZodMiniType
}

/** The compiler refuses a type without a schema. */
export const EVENTS: { readonly [Type in EventType]: EventDoc } = {
  ...ORDER_EVENT_DATA,
  ...STOCK_EVENT_DATA,
  ...CATALOGUE_EVENT_DATA,
  ...ACCOUNT_EVENT_DATA,
  ...CART_EVENT_DATA,
  ...ALERT_EVENT_DATA,
}
