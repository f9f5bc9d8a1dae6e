/** The parts of a page that show the cart: the count in the header, and the cart's own page. */
import { cartPart, emptyCart } from '../parts/cart.ts'
import type { ShownCart } from '../parts/shown-cart.ts'
import type { Reader } from '../reader.ts'
import { morph } from './morph.ts'

export function paintPage(page: Document, reader: Reader, cart: ShownCart, count: number): void {
  const badge = page.querySelector('[data-cart-count]')
  if (badge && badge.textContent !== `${count}`) badge.textContent = `${count}`
  const place = page.querySelector('#cart')
  if (!place) return
  const isEmpty = cart.items.length + cart.saved.length === 0
  // The server's page of an empty cart has suggestions.
  if (isEmpty && place.querySelector('.empty-cart') && !cart.undo && !place.querySelector('.undo')) return
  const focused = place.contains(page.activeElement)
  morph(place, String(isEmpty ? emptyCart(reader, cart, '') : cartPart(reader, cart)))
  // The line with the focus is gone: the way back is where it was.
  if (focused && !place.contains(page.activeElement)) place.querySelector<HTMLElement>('#undo button')?.focus()
}
