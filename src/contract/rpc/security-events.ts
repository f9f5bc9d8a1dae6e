/**
 * Notices of attacks, and the interface of the object that stores them. A notice contains no name: only a user id, a
 * hash, or a network prefix. A new Worker can meet an old object for some seconds of a deploy: shapes change
 * compatibly.
 */

/** The counters of attempts detect the first three; the routes detect those about single accounts and tokens. */
export const SECURITY_EVENT_KINDS = [
  'address_failures',
  'many_accounts',
  'bulk_registration',
  'account_locked',
  'account_from_many_addresses',
  'refresh_reused',
  'role_changed',
  'coupon_guessing',
] as const

export type SecurityEventKind = (typeof SECURITY_EVENT_KINDS)[number]

export interface SecurityEvent {
  readonly id: string
  readonly kind: SecurityEventKind
  /** The target of the attack: a user id, a hashed e-mail address, or `-`. */
  readonly subject: string
  /** IPv4 /24 or IPv6 /48, or `-`. */
  readonly addressPrefix: string
  /** The highest count that was reported. */
  readonly count: number
  /** When it was last reported, in milliseconds since 1970. */
  readonly at: number
}

export type NewSecurityEvent = Omit<SecurityEvent, 'id' | 'at'>

export interface SecurityEventPage {
  /** Newest first. */
  readonly items: readonly SecurityEvent[]
  /** The cursor of the next page, or null. */
  readonly next: string | null
}

export interface SecurityEventsObject {
  /** Adds an event. The same kind, subject and prefix within an hour update the existing event instead. */
  add(event: NewSecurityEvent): Promise<void>
  /** @param before a cursor from `next`, or null; other text throws, so check it with EVENT_CURSOR first */
  list(limit: number, before: string | null): Promise<SecurityEventPage>
  about(subject: string): Promise<readonly SecurityEvent[]>
  /** Removes the events about an erased person; safe to repeat. */
  forget(subject: string): Promise<void>
}

/** Time and id of a page's last event. Opaque to clients. */
export const EVENT_CURSOR = /^(\d{1,15})\.(evt_[0-9A-HJKMNP-TV-Z]{26})$/

export function eventCursor({ at, id }: SecurityEvent): string {
  return `${at}.${id}`
}
