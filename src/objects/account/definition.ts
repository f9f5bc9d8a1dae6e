/** The account, as the shared mechanism sees it: it never sleeps and ends only by erasure. */
import { ACCOUNT_SCHEMA, CLAIMS, type ClaimRow, claims, ERASING, erasingSince } from '../../domain/account/account.ts'
import { type AccountCommand, type AccountRefusal, decide } from '../../domain/account/decide.ts'
import type { Change, RowsView } from '../../domain/rows.ts'
import { ALWAYS_AWAKE, type Definition } from '../aggregate/definition.ts'

/** A reservation not settled within this time is given up, because its request must have died. */
const GIVE_UP_MS = 60_000
/** The call that releases or erases does the rest at once; the alarm does so only when that fails. */
const SOON_MS = 10_000

/** The duties of an account. Each returns the command that stores its completion, or null. */
export interface AccountErrands {
  settleClaim(): Promise<AccountCommand | null>
  finishErasure(): Promise<'waiting' | null>
}

export type AccountDefinition = Definition<AccountCommand, object, Change, AccountRefusal>

export function accountDefinition(errands: AccountErrands): AccountDefinition {
  return {
    kind: 'account',
    schema: ACCOUNT_SCHEMA,
    ...ALWAYS_AWAKE,
    decide,
    evolve: (_rows, change) => [change],
    dueFor({ list, value }) {
      if (value === null) return null
      // These lists hold only such rows.
      if (list === CLAIMS) return dueOf(value as ClaimRow, 'claims')
      if (list === ERASING) return { duty: 'erasure', at: (value as { at: number }).at + SOON_MS }
      return null
    },
    duties: {
      claims: {
        next: (rows) => earliest(claims(rows).map(([, claim]) => dueOf(claim, 'claims')?.at ?? null)),
        act: () => errands.settleClaim().then(written),
      },
      erasure: {
        next(rows) {
          const since = erasingSince(rows)
          return since === null ? null : since + SOON_MS
        },
        act: () => errands.finishErasure(),
      },
    },
  }
}

/** The claim that is to be settled next, if one is due. */
export function unsettled(rows: RowsView, now: number): readonly [key: string, claim: ClaimRow] | undefined {
  return claims(rows).find(([, claim]) => {
    const due = dueOf(claim, 'claims')
    return due !== null && due.at <= now
  })
}

function dueOf({ state, at }: ClaimRow, duty: string) {
  if (state === 'held') return null
  return { duty, at: at + (state === 'reserving' ? GIVE_UP_MS : SOON_MS) }
}

function earliest(times: readonly (number | null)[]): number | null {
  const due = times.filter((at) => at !== null)
  return due.length > 0 ? Math.min(...due) : null
}

function written(command: AccountCommand | null) {
  return command && { command, facts: {} }
}
