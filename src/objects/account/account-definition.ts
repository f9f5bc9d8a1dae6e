/** Defines the account for the shared mechanism: it is never evicted and ends only by erasure. */
import { ACCOUNT_SCHEMA, CLAIMS, type ClaimRow, claims, ERASING } from '../../domain/account/account.ts'
import { type AccountCommand, decide } from '../../domain/account/decide.ts'
import type { AccountRefusal } from '../../domain/account/decision.ts'
import { OUTBOX, type OutboxRow } from '../../domain/outbox.ts'
import type { Change, RowsView } from '../../domain/rows.ts'
import { ALWAYS_AWAKE, type Definition } from '../aggregate/definition.ts'

/** A reservation that is not settled within this time is released, because its request must have ended. */
const GIVE_UP_MS = 60_000
/** The request that releases or erases does the rest at once; the alarm does it only if the request fails. */
const SOON_MS = 10_000

/** The actions of an account's duties. Each returns the command that stores its completion, or null. */
export interface AccountActions {
  settleClaim(): Promise<AccountCommand | null>
  finishErasure(): Promise<'waiting' | null>
  sendMails(): Promise<void>
  claimAgain(): Promise<void>
}

export type AccountDefinition = Definition<AccountCommand, object, Change, AccountRefusal>

export function accountDefinition(actions: AccountActions): AccountDefinition {
  return {
    kind: 'account',
    schema: ACCOUNT_SCHEMA,
    ...ALWAYS_AWAKE,
    decide,
    evolve: (_rows, change) => [change],
    resent: () => actions.claimAgain(),
    // The casts: each list holds rows of one type.
    duties: {
      claims: {
        list: CLAIMS,
        dueAt: (row) => dueAt(row as ClaimRow),
        act: () => actions.settleClaim().then(written),
      },
      mails: {
        list: OUTBOX,
        dueAt: (row) => (row as OutboxRow).at + SOON_MS,
        act: () => actions.sendMails().then(() => null),
      },
      erasure: {
        list: ERASING,
        dueAt: (row) => (row as { at: number }).at + SOON_MS,
        act: () => actions.finishErasure(),
      },
    },
  }
}

/** The claim to settle next, if one is due. */
export function unsettled(rows: RowsView, now: number): readonly [key: string, claim: ClaimRow] | undefined {
  return claims(rows).find(([, claim]) => {
    const due = dueAt(claim)
    return due !== null && due <= now
  })
}

function dueAt({ state, at }: ClaimRow): number | null {
  if (state === 'held') return null
  return at + (state === 'reserving' ? GIVE_UP_MS : SOON_MS)
}

function written(command: AccountCommand | null) {
  return command && { command, facts: {} }
}
