/** A cart as its caller saw it in an answer. */
import type { Position } from '../../src/domain/position.ts'
import type { Cart } from '../../src/objects/cart/cart.ts'
import { idsIn } from './model/ids.ts'
import { CART_LISTS, type Rows, stateOfRows, textOfRows } from './model/text.ts'

export interface Shown {
  readonly position: Position
  readonly text: string
  readonly erased: boolean
  readonly at: number
  /** The ids of all lines, in any list. */
  readonly lineIds: readonly string[]
}

/** Call this in the same turn in which the object answers. */
export function show({ aggregate }: Cart, at: number): Shown {
  const { rows, position, erased } = aggregate
  const lists = CART_LISTS.map((list) => {
    return [list, Object.fromEntries(rows.entries(list))] as const
  })
  const shown: Rows = Object.fromEntries(lists)
  return { position, text: textOfRows(shown), erased, at, lineIds: idsIn(stateOfRows(shown)) }
}
