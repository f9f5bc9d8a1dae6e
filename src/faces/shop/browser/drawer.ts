/** The drawer with the cart. The browser's own dialog keeps the focus in it and gives it back to the button. */
import { html } from 'hono/html'
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

export function drawerIn(page: Document, reader: Reader, announcer: Announcer): Drawer {
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
      if (latest) morph(body, String(content(reader, latest)))
    },
    paint(cart) {
      latest = cart
      if (dialog.open) morph(body, String(content(reader, cart)))
    },
  }
}

function content(reader: Reader, cart: ShownCart): Html {
  const texts = reader.texts(LIVE_TEXTS)
  const isEmpty = cart.items.length === 0
  return html`<div class="drawer-head"><h2 id="drawer-title">${reader.texts(FRAME_TEXTS).cart}</h2>${cart.state ?? ''}
<form method="dialog"><button class="close" aria-label="${texts.close}">×</button></form></div>
<div class="drawer-lines">${cart.unclear ?? ''}${isEmpty ? html`<p class="soft">${texts.empty}</p>` : ''}${isEmpty && !cart.undo ? '' : cartLines(reader, cart)}</div>
<div class="drawer-end summary">${isEmpty ? '' : cartAmounts(reader, cart)}
<p><a href="${reader.path(isEmpty ? '/products' : '/cart')}" data-whole>${isEmpty ? reader.texts(CART_TEXTS).browse : texts.whole}</a></p></div>`
}
