/**
 * The passkeys of an account, and the challenges that they have answered. Pure. Invariants: a challenge is used once; the
 * counter of a passkey never goes back; both lists are bounded.
 */
import { accept, refuse } from '../result.ts'
import type { Change, RowsView } from '../rows.ts'
import type { Profile } from './account.ts'
import { type Warned, warning } from './decide-mail.ts'
import type { AccountDecision } from './decision.ts'

export const PASSKEYS = 'passkeys'
export const CHALLENGES = 'challenges'
export const MAX_PASSKEYS = 10
/** Challenges live for minutes, so more than these at once are no honest use. */
const MAX_CHALLENGES = 50

type PasskeyRow = {
  /** The authenticator's own id of the passkey, and its public key (COSE); both in base64url. */
  readonly credentialId: string
  readonly publicKey: string
  /** Rises with each use, or stays 0 if the authenticator does not count. */
  readonly counter: number
  readonly name: string
  readonly createdAt: number
  readonly lastUsedAt: number | null
}

export type Passkey = PasskeyRow & { readonly id: string }

/** A challenge that was answered. Its id is stored until the challenge expires. */
export type Answered = { readonly challengeId: string; readonly expiresAt: number }

/** A sign-in by a passkey, whose signature was verified. */
export type PasskeyUse = Answered & { readonly id: string; readonly counter: number }

export type PasskeyCommand = Warned &
  (
    | ({ readonly type: 'add_passkey'; readonly id: string } & Pick<PasskeyRow, 'credentialId' | 'publicKey'> &
        Pick<PasskeyRow, 'counter' | 'name'> &
        Answered)
    | { readonly type: 'rename_passkey'; readonly id: string; readonly name: string }
    | { readonly type: 'remove_passkey'; readonly id: string }
  )

/** The newest first. */
export function passkeysOf(rows: RowsView): readonly Passkey[] {
  // The cast: only the commands below write these rows.
  const all = [...(rows.entries(PASSKEYS) as Iterable<readonly [string, PasskeyRow]>)]
  return all.map(([id, row]) => ({ id, ...row })).sort((a, b) => (a.id < b.id ? 1 : -1))
}

export function decidePasskeys(
  rows: RowsView,
  profile: Profile,
  command: PasskeyCommand,
  now: number,
): AccountDecision {
  const warned = (template: 'passkey_added' | 'passkey_removed', name: string) =>
    warning(rows, profile, command, { template, data: { name } }, now)
  const all = passkeysOf(rows)
  if (command.type === 'add_passkey') {
    const { type: _, letter: __, id, challengeId, expiresAt, ...given } = command
    const answered = answeredOnce(rows, { challengeId, expiresAt }, now)
    if (!answered) return notAccepted()
    if (all.some(({ credentialId }) => credentialId === given.credentialId)) {
      return refuse({ code: 'passkey_exists', detail: 'The account has this passkey already.' })
    }
    if (all.length >= MAX_PASSKEYS) {
      return refuse({ code: 'passkey_limit', detail: `An account has at most ${MAX_PASSKEYS} passkeys.` })
    }
    const added = row({ ...given, id, createdAt: now, lastUsedAt: null })
    return accept([...answered, added, ...warned('passkey_added', given.name)])
  }
  const before = all.find(({ id }) => id === command.id)
  if (!before) return refuse({ code: 'unknown_passkey', detail: 'The account does not have this passkey.' })
  if (command.type === 'rename_passkey') return accept([row({ ...before, name: command.name })])
  return accept([{ list: PASSKEYS, key: before.id, value: null }, ...warned('passkey_removed', before.name)])
}

/** The changes of a sign-in by a passkey. It is judged in the write of the sign-in, so two of them cannot race. */
export function usedPasskey(rows: RowsView, use: PasskeyUse, now: number): AccountDecision {
  const passkey = passkeysOf(rows).find(({ id }) => id === use.id)
  const answered = answeredOnce(rows, use, now)
  if (!passkey || !answered) return notAccepted()
  const counts = passkey.counter > 0 || use.counter > 0
  if (counts && use.counter <= passkey.counter) return notAccepted()
  return accept([...answered, row({ ...passkey, counter: use.counter, lastUsedAt: now })])
}

/** Null if the challenge was answered before, or has expired. */
function answeredOnce(rows: RowsView, { challengeId, expiresAt }: Answered, now: number): Change[] | null {
  // The cast: only this function writes these rows.
  const known = [...(rows.entries(CHALLENGES) as Iterable<readonly [string, { readonly expiresAt: number }]>)]
  const over = known.filter(([, each]) => each.expiresAt <= now).map(([key]) => key)
  const isUsed = rows.get(CHALLENGES, challengeId) !== undefined
  if (isUsed || expiresAt <= now || known.length - over.length >= MAX_CHALLENGES) return null
  return [
    ...over.map((key) => ({ list: CHALLENGES, key, value: null })),
    { list: CHALLENGES, key: challengeId, value: { expiresAt } },
  ]
}

function row({ id, ...value }: Passkey): Change {
  return { list: PASSKEYS, key: id, value }
}

function notAccepted(): AccountDecision {
  return refuse({ code: 'passkey_refused', detail: 'The challenge was used or has expired, or the counter went back.' })
}
