/** Whether the server has every change of this browser, in words, and what to do where that is unclear. */
import { html } from 'hono/html'
import type { LiveCartValue } from '../../../../client/src/live/value.ts'
import type { Reader } from '../reader.ts'
import { LIVE_TEXTS } from '../texts/live.ts'
import type { Html } from '../view.ts'

export function stateOf(reader: Reader, { status, unsent }: LiveCartValue): Html {
  const texts = reader.texts(LIVE_TEXTS)
  if (status === 'refused') return ''
  return html`<p class="state ${status}">${status === 'offline' ? texts.offline(unsent) : texts[status]}</p>`
}

/** Changes of a browser that the shop has forgotten: only the shopper can say whether to send them again. */
export function unclearIn(reader: Reader, { offered }: LiveCartValue): Html {
  if (offered.length === 0) return ''
  const texts = reader.texts(LIVE_TEXTS)
  return html`<div class="note"><p>${texts.unclear}</p><ul>${offered.map(
    ({ target, title, quantity = 1 }) => html`<li>${title ?? target.sku} × ${quantity}</li>`,
  )}</ul><p class="actions"><button class="quiet" data-live="again">${texts.again}</button><button class="quiet" data-live="forget">${texts.forget}</button></p></div>`
}
