/** The flash message of this page: a dark strip at the bottom of the window. */
import { html } from 'hono/html'
import type { Flash } from '../flash.ts'
import type { Page } from '../page.ts'
import { FLASH_TEXTS } from '../texts/flash.ts'
import { FRAME_TEXTS } from '../texts/frame.ts'
import type { Html } from '../view.ts'

export function flashPart(page: Page, { kind, values }: Flash): Html {
  const { text, leadsToCart } = page.texts(FLASH_TEXTS)[kind]
  const link = leadsToCart ? html`<a href="${page.path('/cart')}">${page.texts(FRAME_TEXTS).showCart}</a>` : ''
  return html`<div class="flash" role="status"><p>${text(values)}</p>${link}</div>`
}
