/**
 * Limits sign-ins and registrations and keeps notices of attacks, for the routes. Hides the sharding of the counters.
 * Invariant: a sign-in or registration that could not be counted is not judged (fails closed); a notice that could not
 * be kept stops no sign-in (fails open).
 */

import { describeError, type Log } from '../../contract/log.ts'
import { Problem } from '../../contract/problem.ts'
import type { AttemptsObject } from '../../contract/rpc/attempts.ts'
import type { NewSecurityEvent, SecurityEvent, SecurityEventPage } from '../../contract/rpc/security-events.ts'
import type { Admission, UnknownAnswer } from '../../domain/attempts.ts'
import { type Metrics, Registry } from '../../domain/metrics/registry.ts'
import type { Objects } from '../../objects/objects.ts'
import { withDeadline } from '../../tiers/calls/deadline.ts'
import { callObject } from '../object-call.ts'

/**
 * `sites` are /48s. They have counter objects of their own, because an object applies the same `room` to all its
 * counters when it must replace one.
 */
export type Use = 'addresses' | 'sites' | 'unknown'
/** Number of objects that share the counters of one use; changing it resets all counters. */
const SHARDS = 32
/** A /48 may be a whole company, so its limit is this multiple of the limit of one address. */
export const ROOM_OF_SITE = 4
/** Upper bound of the time that a sign-in waits for its notice to be stored. */
const RAISE_MS = 1_000

/** The network origin of a request. */
export interface Origin {
  /** HMAC tag, in hex, of the address's bucket key. */
  readonly tag: string
  /** IPv4 /24 or IPv6 /48, or `-`. */
  readonly prefix: string
  /** HMAC tag, in hex, of the /48 of an IPv6 address, else null. */
  readonly site: string | null
}

/** The object that counts for this tag. */
export function counterName(use: Use, tag: string): string {
  return `${use}-${Number.parseInt(tag.slice(0, 2), 16) % SHARDS}`
}

export class SignInWatch {
  readonly #objects: Objects
  readonly #log: Log
  readonly #metrics: Metrics

  constructor(objects: Objects, log: Log, metrics: Metrics = new Registry()) {
    this.#objects = objects
    this.#log = log
    this.#metrics = metrics
  }

  /**
   * Counts a sign-in before it is judged. Throws `rate_limited`, or ObjectDown when it cannot be counted (fails closed).
   * @param account HMAC tag, in hex, of the e-mail address
   */
  async tryLogin(from: Origin, account: string): Promise<void> {
    const admission = await this.#ask('addresses', from.tag, (attempts) => attempts.tryLogin(from.tag, account))
    await this.#heed(from, admission, 'sign-ins')
    const { site } = from
    if (site === null) return
    try {
      const wider = await this.#ask('sites', site, (attempts) => attempts.tryLogin(site, account, ROOM_OF_SITE))
      await this.#heed(from, wider, 'sign-ins')
    } catch (error) {
      // The attempt is not judged, so it must not count against the address.
      await this.#forgive('addresses', from.tag)
      throw error
    }
  }

  /** Called after a successful attempt: uncounts it. */
  async forgive({ tag, site }: Origin): Promise<void> {
    await Promise.all([this.#forgive('addresses', tag), site !== null && this.#forgive('sites', site)])
  }

  /** Fails open: the attempt stays counted, and the user stays signed in. */
  async #forgive(use: Use, tag: string): Promise<void> {
    try {
      await this.#ask(use, tag, (attempts) => attempts.forgive(tag))
    } catch (error) {
      this.#log('warn', 'sign_in.not_forgiven', { reason: describeError(error) })
    }
  }

  /** Counts a registration. Throws `rate_limited`, or ObjectDown when it cannot be counted (fails closed). */
  async tryRegistration(from: Origin): Promise<void> {
    const admission = await this.#ask('addresses', from.tag, (attempts) => attempts.tryRegistration(from.tag))
    await this.#heed(from, admission, 'registrations')
    const { site } = from
    if (site === null) return
    const wider = await this.#ask('sites', site, (attempts) => attempts.tryRegistration(site, ROOM_OF_SITE))
    await this.#heed(from, wider, 'registrations')
  }

  /** For an e-mail address without an account: whole seconds for which it is locked, or null. Throws ObjectDown. */
  locked(account: string): Promise<number | null> {
    return this.#ask('unknown', account, (attempts) => attempts.locked(account))
  }

  /** Counts a failed sign-in for an e-mail address without an account. Throws ObjectDown. */
  fail(account: string, from: Origin): Promise<UnknownAnswer> {
    return this.#ask('unknown', account, (attempts) => attempts.fail(account, from.tag))
  }

  /** Logs a notice and stores it. Fails open: when it cannot be stored, only the log has it. */
  async raise(event: NewSecurityEvent): Promise<void> {
    const { kind, subject, addressPrefix, count } = event
    this.#metrics.counter('attacks_total', { kind }).add()
    this.#log('warn', 'security.event', { alert: true, kind, subject, addressPrefix, count })
    try {
      await withDeadline(RAISE_MS, () => this.#objects.securityEvents().add(event))
    } catch (error) {
      this.#log('error', 'security.event_not_kept', { alert: true, kind, reason: describeError(error) })
    }
  }

  /** Notices, newest first. Throws ObjectDown. */
  events(limit: number, before: string | null): Promise<SecurityEventPage> {
    return callObject(true, () => this.#objects.securityEvents().list(limit, before))
  }

  /** Notices about one user. Throws ObjectDown. */
  eventsAbout(userId: string): Promise<readonly SecurityEvent[]> {
    return callObject(true, () => this.#objects.securityEvents().about(userId))
  }

  async #heed({ prefix }: Origin, { allowed, retryAfterSeconds, detected }: Admission, what: string): Promise<void> {
    if (detected) await this.raise({ ...detected, subject: '-', addressPrefix: prefix })
    if (allowed) return
    throw new Problem('rate_limited', `Too many ${what} from this network. Wait for the time in Retry-After.`, {
      headers: { 'Retry-After': String(retryAfterSeconds) },
    })
  }

  /** Not retried, because a second call would count twice. */
  #ask<Reply>(use: Use, tag: string, call: (attempts: AttemptsObject) => Promise<Reply>): Promise<Reply> {
    return callObject(false, () => call(this.#objects.attempts(counterName(use, tag))))
  }
}
