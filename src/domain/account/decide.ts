/**
 * `decide` turns a command on an account into events or a refusal. Pure; its events are the rows that they set.
 * Invariant: every list is bounded, so that no client can fill the storage; an account that is being erased accepts
 * only the commands that finish the erasure.
 */
import { accepted, OUTBOX, type OwingMoment, waitingRows } from '../outbox.ts'
import { accept, refuse } from '../result.ts'
import type { Change, RowsView } from '../rows.ts'
import {
  type AccountRole,
  ADDRESSES,
  bucketOf,
  CLAIMS,
  claimOf,
  claims,
  EMAIL_CHANGE,
  ERASING,
  erasingSince,
  FAILURES,
  FAMILIES,
  failuresOf,
  families,
  familyOf,
  LOCK,
  lockedSince,
  ME,
  PASSWORD,
  PROFILE,
  type Profile,
  profileOf,
  UNKNOWN_ADDRESSES,
} from './account.ts'
import { BOOK, type BookCommand, decideBook } from './book.ts'
import { decideMail, type Letter, linked, type MailCommand, notice, type Warned, warning } from './decide-mail.ts'
import type { AccountDecision } from './decision.ts'
import { decideEmailChange, dropped, type EmailChangeCommand } from './email-change.ts'
import { turned } from './families.ts'
import { endedLinks, LINKS } from './links.ts'
import { afterFailure } from './lockout.ts'
import { createdEvent, erasedEvent } from './outbox.ts'
import { CHALLENGES, decidePasskeys, PASSKEYS, type PasskeyCommand } from './passkeys.ts'
import type { StoredPassword } from './password.ts'
import { decideReminders, REMINDERS, type ReminderCommand } from './reminders.ts'
import { decideSignIn, type SignIn } from './sign-in.ts'

export type AccountCommand =
  | { readonly type: 'reserve'; readonly claim: string; readonly ticket: string }
  | {
      readonly type: 'create'
      readonly claim: string
      readonly email: string
      readonly name: string | null
      readonly role: AccountRole
      readonly password: StoredPassword
      /** The message that asks for a confirmation; absent if the shop sends none. */
      readonly letter?: Letter | null
    }
  | {
      readonly type: 'change_email'
      readonly claim: string
      readonly email: string
      /** Present if both addresses have confirmed the change: the sign-in that goes on, and the notice to the old one. */
      readonly confirmed?: { readonly keep: string | null; readonly letter: Letter | null }
    }
  | { readonly type: 'give_up'; readonly claim: string }
  | { readonly type: 'released'; readonly claim: string; readonly ticket: string }
  | SignIn
  | { readonly type: 'fail'; readonly address: string }
  | { readonly type: 'turn'; readonly family: string; readonly epoch: number }
  | { readonly type: 'revoke'; readonly family: string }
  | { readonly type: 'rename'; readonly name: string | null }
  | { readonly type: 'set_role'; readonly role: AccountRole }
  /** A locked account cannot sign in, and its sign-ins end. */
  | { readonly type: 'lock' | 'unlock' }
  /** `keep` is the sign-in that stays valid. */
  | ({ readonly type: 'set_password'; readonly password: StoredPassword; readonly keep: string | null } & Warned)
  | { readonly type: 'rehash'; readonly password: StoredPassword }
  | { readonly type: 'begin_erasure' }
  | BookCommand
  | PasskeyCommand
  | EmailChangeCommand
  /** The other parties have accepted these rows of the outbox. */
  | { readonly type: 'outbox_accepted'; readonly ids: readonly string[] }
  | MailCommand
  | ReminderCommand

const MAX_CLAIMS = 8

export function decide(rows: RowsView, command: AccountCommand, moment: OwingMoment): AccountDecision {
  const { now } = moment
  if (command.type === 'released') return accept(released(rows, command))
  if (command.type === 'outbox_accepted') return accept(accepted(rows, command.ids))
  if (erasingSince(rows) !== null) return refuse({ code: 'no_account', detail: 'The account is being erased.' })
  switch (command.type) {
    case 'reserve':
      // A claim that is being reserved or released has a ticket that must not be overwritten.
      if (claimOf(rows, command.claim) || claims(rows).length >= MAX_CLAIMS) {
        return refuse({ code: 'not_reserved', detail: 'Another change of the e-mail address is in progress.' })
      }
      return accept([set(CLAIMS, command.claim, { state: 'reserving', ticket: command.ticket, at: now })])
    case 'give_up':
      return accept(releasing(rows, [command.claim], now))
    case 'create': {
      const { email, name, role, password } = command
      const profile: Profile = { email, name, role, createdAt: now }
      const letter = command.letter ? linked(rows, 'confirm', email, command.letter, now) : []
      const event = createdEvent(rows, role, moment)
      return held(rows, command.claim, now, [
        set(PROFILE, ME, profile),
        set(PASSWORD, ME, password),
        ...letter,
        ...event,
      ])
    }
    // Erasure does not require an account, because a user without one may have a cart here.
    case 'begin_erasure':
      return accept([
        set(ERASING, ME, { at: now }),
        drop(PROFILE, ME),
        drop(PASSWORD, ME),
        drop(LOCK, ME),
        ...dropFamilies(rows, null),
        ...[ADDRESSES, BOOK, CHALLENGES, EMAIL_CHANGE, FAILURES, LINKS, PASSKEYS, REMINDERS].flatMap((list) =>
          [...rows.entries(list)].map(([key]) => drop(list, key)),
        ),
        // Events name no person, and a receiver must learn of the erasure.
        ...waitingRows(rows).flatMap(([key, { to }]) => (to === 'mail' ? [drop(OUTBOX, key)] : [])),
        ...erasedEvent(rows, moment),
      ])
    default:
  }
  const profile = profileOf(rows)
  if (!profile) return refuse({ code: 'no_account', detail: 'The account does not exist.' })
  switch (command.type) {
    case 'change_email': {
      const { confirmed, email } = command
      const changed = { ...without(profile), email, ...(confirmed && { verifiedAt: now }) }
      const former = { template: 'email_changed', email: profile.email, data: {} } as const
      // Links to the earlier address must not work any more.
      return held(rows, command.claim, now, [
        set(PROFILE, ME, changed),
        ...endedLinks(rows, () => true),
        ...endedChange(rows),
        ...(confirmed ? dropFamilies(rows, confirmed.keep) : []),
        ...(confirmed?.letter ? notice(rows, confirmed.letter, former, now) : []),
      ])
    }
    case 'sign_in':
      return decideSignIn(rows, profile, command, now)
    case 'fail': {
      const bucket = bucketOf(rows, command.address)
      const from = bucket === UNKNOWN_ADDRESSES ? command.address : undefined
      return accept([set(FAILURES, bucket, afterFailure(failuresOf(rows, command.address), now, from))])
    }
    case 'turn': {
      const family = familyOf(rows, command.family)
      return accept(family ? [set(FAMILIES, command.family, turned(family, command.epoch, now))] : [])
    }
    case 'revoke':
      return accept([drop(FAMILIES, command.family)])
    case 'rename':
      return accept([set(PROFILE, ME, { ...profile, name: command.name })])
    case 'set_role':
      return accept([set(PROFILE, ME, { ...profile, role: command.role }), ...dropFamilies(rows, null)])
    case 'lock':
      if (lockedSince(rows) !== null) return accept([])
      return accept([set(LOCK, ME, { at: now }), ...dropFamilies(rows, null)])
    case 'unlock':
      return accept(lockedSince(rows) === null ? [] : [drop(LOCK, ME)])
    case 'set_password':
      // A change of the address may have been asked for with the former password.
      return accept([
        set(PASSWORD, ME, command.password),
        ...dropped(rows),
        ...dropFamilies(rows, command.keep),
        ...warning(rows, profile, command, { template: 'password_changed', data: {} }, now),
      ])
    case 'rehash':
      return accept([set(PASSWORD, ME, command.password)])
    case 'add_address':
    case 'edit_address':
    case 'remove_address':
      return decideBook(rows, command)
    case 'begin_email_change':
    case 'confirm_email_change':
    case 'drop_email_change':
      return decideEmailChange(rows, profile, command, now)
    case 'add_passkey':
    case 'rename_passkey':
    case 'remove_passkey':
      return decidePasskeys(rows, profile, command, now)
    case 'agree_to_reminders':
    case 'withdraw_reminders':
    case 'remind':
      return decideReminders(rows, profile, command, now)
    default:
      return decideMail(rows, profile, command, now, () => [...endedChange(rows), ...dropFamilies(rows, null)])
  }
}

/** Marks the reserved claim as held, and releases every claim that was held before. */
function held(rows: RowsView, claim: string, now: number, changes: readonly Change[]): AccountDecision {
  const row = claimOf(rows, claim)
  if (!row || row.state === 'releasing')
    return refuse({ code: 'not_reserved', detail: 'The reservation of the e-mail address was released.' })
  const before = claims(rows).filter(([key, { state }]) => key !== claim && state === 'held')
  const old = before.map(([key]) => key)
  return accept([set(CLAIMS, claim, { ...row, state: 'held' }), ...releasing(rows, old, now), ...changes])
}

function releasing(rows: RowsView, keys: readonly string[], now: number): Change[] {
  return keys.flatMap((key) => {
    const row = claimOf(rows, key)
    return row ? [set(CLAIMS, key, { ...row, state: 'releasing', at: now })] : []
  })
}

/** Drops the claim, unless it has been reserved again in the meantime. */
function released(rows: RowsView, { claim, ticket }: { readonly claim: string; readonly ticket: string }): Change[] {
  return claimOf(rows, claim)?.ticket === ticket ? [drop(CLAIMS, claim)] : []
}

/** All links end together with this row. */
function endedChange(rows: RowsView): Change[] {
  return rows.get(EMAIL_CHANGE, ME) === undefined ? [] : [drop(EMAIL_CHANGE, ME)]
}

function without({ verifiedAt: _, ...profile }: Profile): Profile {
  return profile
}

function dropFamilies(rows: RowsView, keep: string | null): Change[] {
  return families(rows).flatMap(([id]) => (id === keep ? [] : [drop(FAMILIES, id)]))
}

function set(list: string, key: string, value: NonNullable<Change['value']>): Change {
  return { list, key, value }
}

function drop(list: string, key: string): Change {
  return { list, key, value: null }
}
