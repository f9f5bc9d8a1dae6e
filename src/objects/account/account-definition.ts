/** Defines the account for the shared mechanism: it is never evicted and ends only by erasure. */
import { ACCOUNT_SCHEMA, CLAIMS, type ClaimRow, claims, ERASING } from '../../domain/account/account.ts'
import { type AccountCommand, decide } from '../../domain/account/decide.ts'
import type { AccountRefusal } from '../../domain/account/decision.ts'
import { newId } from '../../domain/id.ts'
import { OUTBOX, type OutboxRow } from '../../domain/outbox.ts'
import type { Change, RowsView } from '../../domain/rows.ts'
import { ALWAYS_AWAKE, type Definition } from '../aggregate/definition.ts'
import type { AggregatePorts } from '../aggregate/ports.ts'
import { SEND_AFTER_MS } from '../events/event-stream.ts'

/** A reservation that is not settled within this time is released, because its request must have ended. */
const GIVE_UP_MS = 60_000
/** The request that releases or erases does the rest at once; the alarm does it only if the request fails. */
const SOON_MS = 10_000

/** The actions of an account's duties. Each returns the command that stores its completion, or null. */
export interface AccountActions {
  settleClaim(): Promise<AccountCommand | null>
  finishErasure(): Promise<'waiting' | null>
  sendMails(): Promise<void>
  sendEvents(): Promise<void>
  claimAgain(): Promise<void>
}

export type AccountDefinition = Definition<AccountCommand, object, Change, AccountRefusal>

export function accountDefinition(
  actions: AccountActions,
  { now, random }: Pick<AggregatePorts, 'now' | 'random'>,
): AccountDefinition {
  return {
    kind: 'account',
    schema: ACCOUNT_SCHEMA,
    ...ALWAYS_AWAKE,
    decide: (rows, command, moment) =>
      decide(rows, command, { now: moment.now, newId: (prefix) => newId(prefix, now(), random) }),
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
        dueAt: (row) => owedAt(row as OutboxRow, 'mail', SOON_MS),
        act: () => actions.sendMails().then(() => null),
      },
      // By the alarm, so that a registration does not wait for the stream.
      events: {
        list: OUTBOX,
        dueAt: (row) => owedAt(row as OutboxRow, 'events', SEND_AFTER_MS),
        act: () => actions.sendEvents().then(() => null),
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

function owedAt({ to, at }: OutboxRow, party: OutboxRow['to'], afterMs: number): number | null {
  return to === party ? at + afterMs : null
}

function dueAt({ state, at }: ClaimRow): number | null {
  if (state === 'held') return null
  return at + (state === 'reserving' ? GIVE_UP_MS : SOON_MS)
}

function written(command: AccountCommand | null) {
  return command && { command, facts: {} }
}
