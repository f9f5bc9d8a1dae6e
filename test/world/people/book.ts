/**
 * The state of accounts and claims, operation by operation, as their disks say, and the requests of people. Every
 * answer, and at the end everything, is compared with it.
 */
import type { AnyHost } from '../host.ts'
import type { Rows } from '../model/text.ts'
import type { Operation } from '../witness/truth.ts'
import type { World } from '../world.ts'
import { Locks } from './locks.ts'
import { type Families, Sessions } from './sessions.ts'

export interface ClaimRow {
  readonly state: string
  readonly ticket: string
}

export interface AccountPage {
  readonly email: string | null
  readonly hash: string | null
  readonly families: Families
  readonly claims: { readonly [key: string]: ClaimRow }
  /** Network addresses from which the account signed in. */
  readonly addresses: { readonly [address: string]: { readonly lastAt: number } }
  /** Whether the rows say that the erasure has begun. */
  readonly erasing: boolean
}

const BLANK: AccountPage = { email: null, hash: null, families: {}, claims: {}, addresses: {}, erasing: false }

export class Book {
  readonly sessions = new Sessions()
  readonly locks = new Locks()
  /** The account whose object judges a guess in this very turn. */
  judging: string | null = null
  /** Whether clocks jump in this history: then windows may be longer or shorter, and are not checked. */
  jumps = false
  /** E-mail addresses and hashes that somebody asked for, as `user value`. */
  readonly asked = new Set<string>()
  /** Users whose erasure is stored or was answered. */
  readonly erased = new Set<string>()
  readonly #accounts = new Map<string, AccountPage>()
  /** Every e-mail address that an account has had, with the time. */
  readonly #emails = new Map<string, { readonly at: number; readonly email: string }[]>()
  readonly #owners = new Map<string, { readonly at: number; readonly owner: string | null }[]>()
  readonly #world: World

  constructor(world: World) {
    this.#world = world
    world.onWrote = (host, operation, rows) => this.#wrote(host, operation, rows)
  }

  account(userId: string): AccountPage {
    return this.#accounts.get(userId) ?? BLANK
  }

  accounts(): readonly (readonly [userId: string, page: AccountPage])[] {
    return [...this.#accounts]
  }

  owner(claim: string): string | null {
    return this.#owners.get(claim)?.at(-1)?.owner ?? null
  }

  claims(): readonly string[] {
    return [...this.#owners.keys()]
  }

  /** Whether somebody else had the address at some moment since then. */
  wasTaken(claim: string, userId: string, since: number): boolean {
    const owners = this.#owners.get(claim) ?? []
    return owners.some(({ at, owner }, index) => {
      const until = owners[index + 1]?.at ?? Number.POSITIVE_INFINITY
      return owner !== null && owner !== userId && until >= since && at <= this.#world.scheduler.time
    })
  }

  /** Whether the account had this e-mail address at some moment since then. */
  hadEmail(userId: string, email: string, since: number): boolean {
    const emails = this.#emails.get(userId) ?? []
    return emails.some((each, index) => {
      return each.email === email && (emails[index + 1]?.at ?? Number.POSITIVE_INFINITY) >= since
    })
  }

  #wrote(host: AnyHost, operation: Operation | null, rows: Rows): void {
    if (host.kind === 'account') this.#account(host.id, operation, rows)
    if (host.kind === 'claim') this.#claim(host.id, operation, rows)
  }

  #claim(claim: string, operation: Operation | null, rows: Rows): void {
    const { me } = (rows.owner ?? {}) as { readonly me?: { readonly userId: string } }
    const owners = this.#owners.get(claim) ?? []
    const owner = me?.userId ?? null
    const before = this.owner(claim)
    if (!operation && before !== null) this.#world.fail(`${claim} ended, but belongs to ${before}`)
    if (before !== null && owner !== null && owner !== before) {
      this.#world.fail(`${claim} passed from ${before} to ${owner} without a release`)
    }
    this.#owners.set(claim, [...owners, { at: this.#world.scheduler.time, owner }])
  }

  #account(userId: string, operation: Operation | null, rows: Rows): void {
    const fail = (message: string) => this.#world.fail(`account ${userId}: ${message}`)
    const before = this.account(userId)
    const after = pageOf(rows)
    this.#accounts.set(userId, after)
    if (!operation) {
      if (before.email !== null) fail('the account ended without an erasure')
      return
    }
    const { name, at } = operation
    if (after.erasing) this.erased.add(userId)
    if (before.erasing && (after.email !== null || after.hash !== null))
      fail(`${name} stored data after the erasure began`)
    if (before.email !== after.email) this.#email(userId, name, after, fail)
    if (before.hash !== after.hash) {
      if (after.hash === null ? name !== 'begin_erasure' : !PASSWORDS.has(name)) fail(`${name} changed the password`)
      if (after.hash !== null && !this.asked.has(`${userId} ${after.hash}`)) fail('no request asked for this password')
    }
    const wrong = this.sessions.wrote(name, at, before.families, after.families)
    if (wrong) fail(wrong)
    if (this.jumps) return
    if (name === 'fail') this.#failed(userId, at, fail)
    if (name === 'sign_in') this.#entered(userId, at, before, after)
  }

  #email(userId: string, operation: string, { email }: AccountPage, fail: (message: string) => void): void {
    if (email === null ? operation !== 'begin_erasure' : !EMAILS.has(operation))
      fail(`${operation} changed the e-mail address`)
    if (email === null) return
    if (!this.asked.has(`${userId} ${email}`)) fail(`no request asked for the e-mail address ${email}`)
    this.#emails.set(userId, [...(this.#emails.get(userId) ?? []), { at: this.#world.scheduler.time, email }])
  }

  #failed(userId: string, at: number, fail: (message: string) => void): void {
    const unasked = this.judging === null ? 'a failed guess was stored, but there was no guess' : null
    const wrong = unasked ?? this.locks.failed(userId, this.judging ?? '', at)
    if (wrong) fail(wrong)
  }

  #entered(userId: string, at: number, before: AccountPage, after: AccountPage): void {
    const now = Object.entries(after.addresses).filter(([, { lastAt }]) => lastAt === at)
    const [from] = now.find(([address]) => before.addresses[address]?.lastAt !== at) ?? now[0] ?? []
    if (from !== undefined) this.locks.signedIn(userId, from)
  }
}

const EMAILS = new Set(['register', 'change_email'])
const PASSWORDS = new Set(['register', 'set_password', 'rehash'])

function pageOf(rows: Rows): AccountPage {
  // The cast: the system wrote these rows.
  const profile = rows.profile?.me as { readonly email: string } | undefined
  const password = rows.password?.me as { readonly hash: string } | undefined
  return {
    email: profile?.email ?? null,
    hash: password?.hash ?? null,
    families: (rows.families ?? {}) as Families,
    claims: (rows.claims ?? {}) as AccountPage['claims'],
    addresses: (rows.addresses ?? {}) as AccountPage['addresses'],
    erasing: rows.erasing?.me !== undefined,
  }
}
