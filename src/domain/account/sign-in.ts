/**
 * The decision on a sign-in, by a password or a passkey that was judged before. Pure.
 * Invariant: sign-ins and known networks are bounded; a locked account has no sign-in.
 */
import { accept, refuse } from '../result.ts'
import type { Change, RowsView } from '../rows.ts'
import {
  ADDRESSES,
  addresses,
  FAILURES,
  FAMILIES,
  families,
  lockedSince,
  MAX_ADDRESSES,
  type Profile,
} from './account.ts'
import { type Warned, warning } from './decide-mail.ts'
import type { AccountDecision } from './decision.ts'
import type { Device } from './device.ts'
import { isOver, MAX_FAMILIES, newFamily } from './families.ts'
import { type PasskeyUse, usedPasskey } from './passkeys.ts'

/** Its letter is the notice to the owner if the network is a new one. */
export interface SignIn extends Warned {
  readonly type: 'sign_in'
  readonly family: string
  readonly address: string
  readonly epoch: number
  readonly device?: Device | null
  /** The passkey that signs in; absent for a password. */
  readonly passkey?: PasskeyUse | undefined
}

export function decideSignIn(rows: RowsView, profile: Profile, command: SignIn, now: number): AccountDecision {
  if (lockedSince(rows) !== null) return refuse({ code: 'account_locked', detail: 'The account is locked.' })
  const used = command.passkey ? usedPasskey(rows, command.passkey, now) : accept([])
  if (!used.ok) return used
  return accept([...used.value, ...entered(rows, command, now), ...newNetwork(rows, profile, command, now)])
}

function entered(rows: RowsView, command: SignIn, now: number): Change[] {
  const { family, address, epoch, device } = command
  const all = families(rows)
  const over = all.filter(([, each]) => isOver(each, now)).map(([id]) => id)
  const kept = all.filter(([id]) => !over.includes(id)).sort(([, a], [, b]) => b.turnedAt - a.turnedAt)
  const surplus = kept.slice(MAX_FAMILIES - 1).map(([id]) => id)
  const known = addresses(rows).filter(([tag]) => tag !== address)
  const forgotten = known.sort(([, a], [, b]) => b.lastAt - a.lastAt).slice(MAX_ADDRESSES - 1)
  return [
    ...[...over, ...surplus].map((id) => drop(FAMILIES, id)),
    ...forgotten.flatMap(([tag]) => [drop(ADDRESSES, tag), drop(FAILURES, tag)]),
    set(FAMILIES, family, newFamily(epoch, now, device)),
    set(ADDRESSES, address, { lastAt: now }),
    // Clear only the failures of this address: a success from one address does not forgive those of others.
    ...(rows.get(FAILURES, address) === undefined ? [] : [drop(FAILURES, address)]),
  ]
}

/** The owner hears of a sign-in from a network from which the account never signed in, but not of the first sign-in. */
function newNetwork(rows: RowsView, profile: Profile, command: SignIn, now: number) {
  const { address, device = null } = command
  const isKnown = rows.size(ADDRESSES) === 0 || rows.get(ADDRESSES, address) !== undefined
  return isKnown ? [] : warning(rows, profile, command, { template: 'new_sign_in', data: { device } }, now)
}

function set(list: string, key: string, value: NonNullable<Change['value']>): Change {
  return { list, key, value }
}

function drop(list: string, key: string): Change {
  return { list, key, value: null }
}
