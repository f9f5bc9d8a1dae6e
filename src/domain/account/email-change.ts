/**
 * A change of the e-mail address that waits for its confirmations. Pure. Invariants: both addresses confirm it, the
 * present one only if it was confirmed itself; the claim of the new address is taken when all have confirmed, so that a
 * request blocks the address of no other person.
 */
import { accept, refuse } from '../result.ts'
import type { Change, RowsView } from '../rows.ts'
import { claims, EMAIL_CHANGE, ME, type Profile } from './account.ts'
import { type Letter, linked } from './decide-mail.ts'
import type { AccountDecision } from './decision.ts'
import { endedLinks, LIFETIMES_MS, linkOf } from './links.ts'

export type EmailChange = {
  readonly email: string
  readonly claim: string
  /** The language of the message to the former address. */
  readonly locale: string
  /** The sign-in that asked; it goes on after the change. */
  readonly keep: string | null
  readonly at: number
  /** The addresses that have yet to confirm. */
  readonly missing: readonly ('old' | 'new')[]
}

export type EmailChangeCommand =
  | {
      readonly type: 'begin_email_change'
      readonly email: string
      readonly claim: string
      readonly keep: string | null
      readonly letters: { readonly old: Letter; readonly new: Letter }
    }
  | { readonly type: 'confirm_email_change'; readonly linkId: string }
  /** Another account has the address now. */
  | { readonly type: 'drop_email_change' }

/** A second request for the same address within this time sends no further messages. */
const PAUSE_MS = 60_000

/** The change that waits; undefined without one, and when it has expired. */
export function emailChangeOf(rows: RowsView, now: number): EmailChange | undefined {
  // The cast: only the commands below write this row.
  const change = rows.get(EMAIL_CHANGE, ME) as EmailChange | undefined
  return change && change.at + LIFETIMES_MS.change_new > now ? change : undefined
}

export function decideEmailChange(
  rows: RowsView,
  profile: Profile,
  command: EmailChangeCommand,
  now: number,
): AccountDecision {
  const waiting = emailChangeOf(rows, now)
  switch (command.type) {
    case 'begin_email_change': {
      const { email, claim, keep, letters } = command
      if (claims(rows).some(([key, { state }]) => key === claim && state === 'held')) return accept([])
      if (waiting?.claim === claim && Math.abs(now - waiting.at) < PAUSE_MS) return accept([])
      const isOldConfirmed = profile.verifiedAt !== undefined
      const missing = isOldConfirmed ? (['old', 'new'] as const) : (['new'] as const)
      return accept([
        // Links of an earlier request end, even if only one of its addresses gets a new link.
        ...dropped(rows),
        set({ email, claim, locale: letters.new.locale, keep, at: now, missing }),
        ...linked(rows, 'change_new', email, letters.new, now),
        ...(isOldConfirmed ? linked(rows, 'change_old', profile.email, letters.old, now) : []),
      ])
    }
    case 'confirm_email_change': {
      const purpose = linkOf(rows, command.linkId, now)?.purpose
      if (!waiting || (purpose !== 'change_old' && purpose !== 'change_new')) {
        return refuse({ code: 'link_invalid', detail: 'The link was used, replaced by a newer one, or has expired.' })
      }
      const by = purpose === 'change_old' ? 'old' : 'new'
      return accept([set({ ...waiting, missing: waiting.missing.filter((each) => each !== by) })])
    }
    case 'drop_email_change':
      return accept(dropped(rows))
  }
}

/** The changes that end a waiting change and its links. */
export function dropped(rows: RowsView): Change[] {
  const links = endedLinks(rows, ({ purpose }) => purpose === 'change_old' || purpose === 'change_new')
  return rows.get(EMAIL_CHANGE, ME) === undefined ? links : [...links, { list: EMAIL_CHANGE, key: ME, value: null }]
}

function set(value: EmailChange): Change {
  return { list: EMAIL_CHANGE, key: ME, value }
}
