/** The texts of refused commands on lines, for the answers of the API. Pure. */
import { MAX_LINES, MAX_QUANTITY, MAX_SAVED, SAVED } from './cart.ts'
import type { CartRefusal, LineRefusal } from './decision.ts'

export function explained(refusal: LineRefusal): CartRefusal {
  const { code } = refusal
  return { code, detail: detailOf(refusal), ...(code === 'ambiguous_line' && { lineIds: refusal.lineIds }) }
}

function detailOf(refusal: LineRefusal): string {
  switch (refusal.code) {
    case 'unknown_sku':
      return `The product ${refusal.name} does not exist.`
    case 'line_not_found':
      return `The ${refusal.list === SAVED ? 'saved list' : 'cart'} does not contain the line ${refusal.name}.`
    case 'ambiguous_line':
      return `The cart has ${refusal.lineIds.length} lines of ${refusal.name}. Name one of them by its lineId.`
    case 'not_restorable':
      return `${refusal.name} was not removed within the last 24 hours.`
    case 'not_selectable':
      return `${refusal.name} is no longer for sale.`
    case 'line_limit':
      return `A cart can hold at most ${MAX_LINES} lines.`
    case 'saved_limit':
      return `The saved list can hold at most ${MAX_SAVED} lines.`
    case 'quantity_limit':
      return `A line can hold at most ${MAX_QUANTITY} units.`
    case 'cart_too_large':
      return 'The cart cannot store more attributes or lines.'
    default:
      return refusal satisfies never
  }
}
