/** The uses of a coupon by user. Invariant: a user's count is the sum of the uses that are held or sold for that user. */
import type { Change, RowsView } from '../rows.ts'
import { HOLDS, type Hold, holdOf, SETTLED, type Settled, settledOf, USERS, usesOf } from './stock.ts'

/** Subtracts released uses of a coupon from the user's count. */
export function givenBack(rows: RowsView, { user, quantity }: Pick<Settled, 'user' | 'quantity'>): readonly Change[] {
  return user === undefined ? [] : [used(user, usesOf(rows, user) - quantity)]
}

export function used(user: string, uses: number): Change {
  return { list: USERS, key: user, value: uses > 0 ? uses : null }
}

export function forgetUser(
  rows: RowsView,
  { orderId, user }: { readonly orderId: string; readonly user: string },
): readonly Change[] {
  const without = (list: string, row: Hold | Settled | undefined): Change[] => {
    if (row?.user !== user) return []
    const { user: _, ...kept } = row
    return [{ list, key: orderId, value: kept }]
  }
  return [
    ...without(HOLDS, holdOf(rows, orderId)),
    ...without(SETTLED, settledOf(rows, orderId)),
    ...(rows.get(USERS, user) === undefined ? [] : [used(user, 0)]),
  ]
}
