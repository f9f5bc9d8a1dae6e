/**
 * The claim says which account holds one e-mail address. Pure. Its events are the rows that they set.
 * Invariant: it has at most one owner, and a reservation that was released is never granted later.
 */
import { accept, type Result, refuse } from '../result.ts'
import type { Change, RowsView } from '../rows.ts'

export const OWNER = 'owner'
/** Released reservations, by ticket. They are kept, because a delayed request may still carry one of these tickets. */
export const GIVEN_UP = 'givenUp'
const ME = 'me'

/** Version of the shape of the rows. */
export const CLAIM_SCHEMA = 1

export type Owner = { readonly userId: string; readonly ticket: string; readonly at: number }

export type ClaimCommand =
  | { readonly type: 'reserve'; readonly userId: string; readonly ticket: string }
  | { readonly type: 'release'; readonly ticket: string }

export interface ClaimRefusal {
  readonly code: 'taken'
  readonly detail: string
}

const MAX_GIVEN_UP = 20
/** Far longer than any call can take. */
export const GIVEN_UP_MS = 3600_000

export function decide(
  rows: RowsView,
  command: ClaimCommand,
  { now }: { readonly now: number },
): Result<readonly Change[], ClaimRefusal> {
  const owner = ownerOf(rows)
  const { ticket } = command
  if (command.type === 'reserve') {
    const { userId } = command
    if (owner?.ticket === ticket) return accept([])
    if (owner || rows.get(GIVEN_UP, ticket) !== undefined) {
      return refuse({ code: 'taken', detail: 'The e-mail address belongs to another account.' })
    }
    return accept([{ list: OWNER, key: ME, value: { userId, ticket, at: now } }])
  }
  const oldest = givenUp(rows).slice(MAX_GIVEN_UP - 1)
  return accept([
    ...(owner?.ticket === ticket ? [{ list: OWNER, key: ME, value: null }] : []),
    ...oldest.map(([key]): Change => ({ list: GIVEN_UP, key, value: null })),
    { list: GIVEN_UP, key: ticket, value: { at: now } },
  ])
}

export function ownerOf(rows: RowsView): Owner | undefined {
  // Only `decide` writes these rows.
  return rows.get(OWNER, ME) as Owner | undefined
}

/** When a claim without an owner may be deleted; null while it has an owner. */
export function lapsesAt(rows: RowsView): number | null {
  if (ownerOf(rows)) return null
  const [newest] = givenUp(rows)
  return newest ? newest[1].at + GIVEN_UP_MS : null
}

/** Newest first. */
function givenUp(rows: RowsView): (readonly [ticket: string, given: { readonly at: number }])[] {
  const all = [...(rows.entries(GIVEN_UP) as Iterable<readonly [string, { readonly at: number }]>)]
  return all.sort(([, a], [, b]) => b.at - a.at)
}
