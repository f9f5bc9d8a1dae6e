/** The drawer with the cart. The browser's own dialog keeps the focus in it and gives it back to the button. */
import { html } from 'hono/html'
import type { LiveCart } from '../../../../client/src/live/live-cart.ts'
import { cartLines } from '../parts/cart.ts'
import { cartAmounts } from '../parts/cart-summary.ts'
import type { ShownCart } from '../parts/shown-cart.ts'
import type { Reader } from '../reader.ts'
import { CART_TEXTS } from '../texts/cart.ts'
import { FRAME_TEXTS } from '../texts/frame.ts'
import { LIVE_TEXTS } from '../texts/live.ts'
import type { Html } from '../view.ts'
import type { Announcer } from './announcer.ts'
import { morph } from './morph.ts'

export interface Drawer {
  open(): void
  paint(cart: ShownCart): void
}

export function drawerIn(page: Document, reader: Reader, announcer: Announcer, live: LiveCart): Drawer {
  const dialog = page.createElement('dialog')
  dialog.className = 'drawer'
  dialog.setAttribute('aria-labelledby', 'drawer-title')
  page.body.append(dialog)
  dialog.addEventListener('close', () => announcer.moveTo(page.body))
  // The dialog itself is hit only where nothing of it is: beside the drawer.
  dialog.addEventListener('click', ({ target }) => target === dialog && dialog.close())
  const body = page.createElement('div')
  body.className = 'drawer-body'
  dialog.append(body)
  let latest: ShownCart | null = null
  return {
    open() {
      dialog.showModal()
      announcer.moveTo(dialog)
      if (latest) morph(body, String(content(reader, latest, live)))
    },
    paint(cart) {
      latest = cart
      if (dialog.open) morph(body, String(content(reader, cart, live)))
    },
  }
}

function content(reader: Reader, cart: ShownCart, live: LiveCart): Html {
  const texts = reader.texts(LIVE_TEXTS)
  const isEmpty = cart.items.length === 0
  return html`<div class="drawer-head"><h2 id="drawer-title">${reader.texts(FRAME_TEXTS).cart}</h2>${stateOf(reader, live)}
<form method="dialog"><button class="close" aria-label="${texts.close}">×</button></form></div>
<div class="drawer-lines">${unclear(reader, live)}${isEmpty ? html`<p class="soft">${texts.empty}</p>` : ''}${isEmpty && !cart.undo ? '' : cartLines(reader, cart)}</div>
<div class="drawer-end summary">${isEmpty ? '' : cartAmounts(reader, cart)}
<p><a href="${reader.path(isEmpty ? '/products' : '/cart')}" data-whole>${isEmpty ? reader.texts(CART_TEXTS).browse : texts.whole}</a></p></div>`
}

function stateOf(reader: Reader, { value }: LiveCart): Html {
  const texts = reader.texts(LIVE_TEXTS)
  const { status, unsent } = value
  if (status === 'refused') return ''
  return html`<p class="state ${status}">${status === 'offline' ? texts.offline(unsent) : texts[status]}</p>`
}

/** Changes of a browser that the shop has forgotten: only the shopper can say whether to send them again. */
function unclear(reader: Reader, { value }: LiveCart): Html {
  if (value.offered.length === 0) return ''
  const texts = reader.texts(LIVE_TEXTS)
  return html`<div class="note"><p>${texts.unclear}</p><ul>${value.offered.map(
    ({ target, title, quantity = 1 }) => html`<li>${title ?? target.sku} × ${quantity}</li>`,
  )}</ul><p class="actions"><button class="quiet" data-live="again">${texts.again}</button><button class="quiet" data-live="forget">${texts.forget}</button></p></div>`
}
