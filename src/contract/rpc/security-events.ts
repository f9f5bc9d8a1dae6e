/**
 * Notices of attacks, and what the Worker may ask of the object that keeps them. They name nobody: a user id, a hash, a
 * network's prefix. A new Worker can meet an old object for some seconds of a deploy: shapes change compatibly.
 */

/** Those of single accounts and tokens are detected by the routes; the first three where attempts are counted. */
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
  /** The greatest that was told. */
  readonly count: number
  /** When it was told last, in milliseconds since 1970. */
  readonly at: number
}

export type NewSecurityEvent = Omit<SecurityEvent, 'id' | 'at'>

export interface SecurityEventPage {
  /** The newest first. */
  readonly items: readonly SecurityEvent[]
  /** Where the next page begins, or null. */
  readonly next: string | null
}

export interface SecurityEventsObject {
  /** The same kind, subject and prefix within an hour raise what stands instead of adding to it. */
  add(event: NewSecurityEvent): Promise<void>
  /** @param before a cursor of `next`, or null; anything else is a fault, so check it by EVENT_CURSOR first */
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
