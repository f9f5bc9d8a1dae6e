/**
 * Decisions of an account on its e-mail address, its links and the messages that it owes. Pure.
 * Invariant: a message is owed in the write that causes it, and an account owes a bounded number of them.
 */
import { OUTBOX, type OwedMail, owing } from '../outbox.ts'
import { accept, refuse } from '../result.ts'
import type { Change, RowsView } from '../rows.ts'
import { FAILURES, ME, PASSWORD, PROFILE, type Profile } from './account.ts'
import type { AccountDecision } from './decision.ts'
import { endedLinks, LIFETIMES_MS, LINKS, type LinkPurpose, linkOf, newestOf, newLink } from './links.ts'
import type { StoredPassword } from './password.ts'

/** The ids of a message and of its link, and the language. */
export interface Letter {
  readonly id: string
  readonly userId: string
  readonly linkId: string
  readonly locale: string
}

/** A command of which the owner hears by a message; absent if the shop sends none. */
export interface Warned {
  readonly letter?: Letter | null
}

export type MailCommand =
  | { readonly type: 'send_confirmation' | 'send_reset'; readonly letter: Letter }
  | { readonly type: 'confirm_email'; readonly linkId: string }
  | ({ readonly type: 'reset_password'; readonly linkId: string; readonly password: StoredPassword } & Warned)

/** A second message of the same kind within this time is not sent, because the first may only be slow. */
const PAUSE_MS = 60_000
const TEMPLATES = {
  confirm: 'confirm_email',
  reset: 'reset_password',
  change_old: 'change_email',
  change_new: 'change_email',
} as const
/** A further message is dropped, because no honest use owes so many at once. */
const MAX_OWED = 20

/** @param endSignIns drops all sign-ins */
export function decideMail(
  rows: RowsView,
  profile: Profile,
  command: MailCommand,
  now: number,
  endSignIns: () => readonly Change[],
): AccountDecision {
  switch (command.type) {
    case 'send_confirmation':
      if (profile.verifiedAt !== undefined || isSoon(rows, 'confirm', now)) return accept([])
      return accept(linked(rows, 'confirm', profile.email, command.letter, now))
    case 'send_reset':
      return accept(isSoon(rows, 'reset', now) ? [] : linked(rows, 'reset', profile.email, command.letter, now))
    case 'confirm_email':
      if (linkOf(rows, command.linkId, now)?.purpose !== 'confirm') return invalid()
      return accept([
        { list: LINKS, key: command.linkId, value: null },
        { list: PROFILE, key: ME, value: { ...profile, verifiedAt: now } },
      ])
    case 'reset_password': {
      if (linkOf(rows, command.linkId, now)?.purpose !== 'reset') return invalid()
      // The person who has used the link reads the mailbox.
      const confirmed = { ...profile, verifiedAt: profile.verifiedAt ?? now }
      return accept([
        ...endedLinks(rows, () => true),
        { list: PASSWORD, key: ME, value: command.password },
        { list: PROFILE, key: ME, value: confirmed },
        ...warning(rows, confirmed, command, { template: 'password_changed', data: {} }, now),
        ...endSignIns(),
        // Otherwise failures of others would keep the owner out after the change.
        ...[...rows.entries(FAILURES)].map(([key]) => ({ list: FAILURES, key, value: null })),
      ])
    }
  }
}

/** A new link, and the message that carries it; the message is of no use after the link. */
export function linked(rows: RowsView, purpose: LinkPurpose, email: string, letter: Letter, now: number): Change[] {
  const { id, userId, linkId, locale } = letter
  const template = TEMPLATES[purpose]
  const data = { userId, tokenId: linkId }
  const mail: OwedMail = { to: 'mail', template, email, locale, data, expiresAt: now + LIFETIMES_MS[purpose] }
  return [...newLink(rows, linkId, purpose, now), ...owed(rows, id, mail, now)]
}

/** A message to the present address, without a link. */
export function notice(
  rows: RowsView,
  { id, locale }: Pick<Letter, 'id' | 'locale'>,
  mail: Pick<OwedMail, 'template' | 'data' | 'expiresAt'> & { readonly email: string },
  now: number,
): Change[] {
  return owed(rows, id, { to: 'mail', locale, ...mail }, now)
}

/** A message on the safety of the account. An address that is not confirmed may belong to somebody else, and gets none. */
export function warning(
  rows: RowsView,
  { email, verifiedAt }: Profile,
  { letter }: Warned,
  about: Pick<OwedMail, 'template' | 'data'>,
  now: number,
): Change[] {
  return letter && verifiedAt !== undefined ? notice(rows, letter, { ...about, email }, now) : []
}

function owed(rows: RowsView, id: string, mail: OwedMail, now: number): Change[] {
  return rows.size(OUTBOX) < MAX_OWED ? [...owing(rows, [mail], { now, newId: () => id })] : []
}

function isSoon(rows: RowsView, purpose: LinkPurpose, now: number): boolean {
  const newest = newestOf(rows, purpose)
  return newest !== null && Math.abs(now - newest) < PAUSE_MS
}

function invalid(): AccountDecision {
  return refuse({ code: 'link_invalid', detail: 'The link was used, replaced by a newer one, or has expired.' })
}
