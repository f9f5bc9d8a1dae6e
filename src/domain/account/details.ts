/** The details of an account that operators see besides its profile. Pure. */
import type { RowsView } from '../rows.ts'
import { families, lockedSince, profileOf } from './account.ts'
import { BOOK } from './book.ts'
import { isOver } from './families.ts'

export function detailsOf(rows: RowsView, now: number) {
  const present = families(rows).filter(([, family]) => !isOver(family, now))
  return {
    createdAt: profileOf(rows)?.createdAt ?? 0,
    lockedAt: lockedSince(rows),
    addresses: rows.size(BOOK),
    signIns: present
      .sort(([, a], [, b]) => b.turnedAt - a.turnedAt)
      .map(([id, { startedAt, turnedAt, device = null }]) => ({ id, startedAt, lastUsedAt: turnedAt, device })),
  }
}
