/** Every type of the public stream of events, with the schema of its data. A published type keeps its meaning. */
import type * as z from 'zod/mini'
import type { EventType } from '../../domain/events/types.ts'
import { ORDER_EVENT_DATA } from './order.ts'

export interface EventDoc {
  readonly summary: string
  readonly data: z.ZodMiniType
}

/** The compiler refuses a type without a schema. */
export const EVENTS: { readonly [Type in EventType]: EventDoc } = ORDER_EVENT_DATA
