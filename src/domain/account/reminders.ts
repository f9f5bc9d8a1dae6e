/**
 * A person's consent to messages about a cart that was left, and those messages. Pure.
 * Invariant: a message is owed only while the consent stands and the address is confirmed; a withdrawal takes back the
 * messages that wait in the account, and keeps what was agreed to, and when, as the proof.
 */
import { OUTBOX, waitingRows } from '../outbox.ts'
import { accept } from '../result.ts'
import type { Change, RowsView } from '../rows.ts'
import { lockedSince, ME, type Profile } from './account.ts'
import { type Letter, notice } from './decide-mail.ts'
import type { AccountDecision } from './decision.ts'

/** A reminder that no provider has taken by then is not sent: the cart may be bought, or the consent withdrawn. */
const FRESH_MS = 6 * 3600_000
/** Has a row from the first consent on. */
export const REMINDERS = 'reminders'

export type ReminderConsent = {
  readonly agreedAt: number
  /** The version of the text that the person agreed to. */
  readonly text: string
  /** The language of the text, and of the messages. */
  readonly locale: string
  readonly withdrawnAt: number | null
}

export type ReminderCommand =
  | { readonly type: 'agree_to_reminders'; readonly text: string; readonly locale: string }
  | { readonly type: 'withdraw_reminders' }
  | {
      readonly type: 'remind'
      /** Absent fields of a letter are those of its link. */
      readonly letter: Pick<Letter, 'id' | 'locale'>
      readonly userId: string
      readonly titles: readonly string[]
    }

/** The consent that stands; undefined without one. */
export function consentOf(rows: RowsView): ReminderConsent | undefined {
  // The cast: only the commands below write this row.
  const consent = rows.get(REMINDERS, ME) as ReminderConsent | undefined
  return consent?.withdrawnAt === null ? consent : undefined
}

/** The language of a reminder; null if the person may not get one. */
export function remindedIn(rows: RowsView, profile: Profile | undefined): string | null {
  const mayGet = profile?.verifiedAt !== undefined && lockedSince(rows) === null
  return mayGet ? (consentOf(rows)?.locale ?? null) : null
}

export function decideReminders(
  rows: RowsView,
  profile: Profile,
  command: ReminderCommand,
  now: number,
): AccountDecision {
  const consent = consentOf(rows)
  switch (command.type) {
    case 'agree_to_reminders': {
      const { text, locale } = command
      if (consent?.text === text && consent.locale === locale) return accept([])
      return accept([set({ agreedAt: now, text, locale, withdrawnAt: null })])
    }
    case 'withdraw_reminders': {
      const waiting = waitingRows(rows).filter(([, row]) => row.to === 'mail' && row.template === 'cart_waiting')
      const dropped = waiting.map(([key]): Change => ({ list: OUTBOX, key, value: null }))
      return accept(consent ? [set({ ...consent, withdrawnAt: now }), ...dropped] : dropped)
    }
    case 'remind': {
      const { letter, userId, titles } = command
      if (remindedIn(rows, profile) === null || rows.get(OUTBOX, letter.id) !== undefined) return accept([])
      const expiresAt = now + FRESH_MS
      const mail = { template: 'cart_waiting', email: profile.email, data: { titles, userId }, expiresAt } as const
      return accept(notice(rows, letter, mail, now))
    }
  }
}

function set(value: ReminderConsent): Change {
  return { list: REMINDERS, key: ME, value }
}
