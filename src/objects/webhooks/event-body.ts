/** An event as endpoints receive it: the same JSON as in the list of the stream. */
import { timeOf } from '../../contract/http/shapes.ts'
import type { PublicEvent } from '../../domain/outbox.ts'

export function bodyOf(event: PublicEvent): string {
  return JSON.stringify({ ...event, at: timeOf(event.at) })
}

/** The casts: `bodyOf` wrote the text. */
export function typeIn(body: string): string {
  return (JSON.parse(body) as { type: string }).type
}

export function atOf(body: string): number {
  return Date.parse((JSON.parse(body) as { at: string }).at)
}

/** An event that only tells an endpoint's owner whether it works; it is not in the stream. */
export function testEvent(webhookId: string, id: string, at: number): PublicEvent {
  return { id, type: 'webhook.test', version: 1, subject: `webhook:${webhookId}`, at, data: { webhookId } }
}
