/** The live cart in the form in which the pages' own parts show it. */
import type { LiveCartValue, LiveLine } from '../../../../client/src/live/value.ts'
import { notesOf } from '../parts/cart.ts'
import type { ShownCart, ShownLine } from '../parts/shown-cart.ts'
import type { Reader } from '../reader.ts'
import { wordsOfCode } from '../texts/refusals.ts'
import { stateOf, unclearIn } from './live-state.ts'

/** A line that was removed here, for as long as the strip to undo stands. */
export interface Removed {
  readonly key: string
  readonly lineId: string
  readonly title: string
  readonly place: number
}

export function shownCart(reader: Reader, value: LiveCartValue, removed: Removed | null): ShownCart {
  const { lines, saved, confirmed, totals, pending } = value
  const all = [...lines, ...saved]
  const isBack = removed !== null && lines.some(({ key }) => key === removed.key)
  return {
    ...{ items: lines.map(shownLine), saved: saved.map(shownLine), totals, isPending: pending },
    coupons: confirmed?.coupons ?? [],
    notes: confirmed ? notesOf(reader, confirmed) : [],
    undo: isBack ? null : removed,
    refusedCoupon: null,
    state: stateOf(reader, value),
    unclear: unclearIn(reader, value),
    reasonAt(lineId) {
      const refusal = all.find((line) => line.lineId === lineId)?.refusal
      return refusal ? wordsOfCode(refusal.code, reader.language) : ''
    },
  }
}

function shownLine({ confirmed, pending, title, attributes, ...line }: LiveLine): ShownLine {
  const { sku, lineId, image, quantity, selected, unitPrice, lineTotal } = line
  return {
    ...{ sku, lineId, image, quantity, selected, unitPrice, lineTotal, attributes, isPending: pending },
    title: title ?? sku,
    adjustments: confirmed?.adjustments ?? [],
    priceChange: confirmed?.priceChange ?? null,
    availability: confirmed?.availability ?? null,
  }
}
