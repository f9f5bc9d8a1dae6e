/** A line of the cart with its forms, and a line of the saved list. */
import { html } from 'hono/html'
import type { Reader } from '../reader.ts'
import { CART_TEXTS } from '../texts/cart.ts'
import type { Html } from '../view.ts'
import { lineFacts, linePicture, lineSavings } from './line-parts.ts'
import { productPath } from './product-path.ts'
import type { ShownLine } from './shown-cart.ts'

/** @param reason why the last change of the line was refused, or '' */
export function cartLine(reader: Reader, line: ShownLine, place: number, reason: string): Html {
  const texts = reader.texts(CART_TEXTS)
  const { title, quantity, selected, availability, lineId } = line
  const isSold = availability !== 'discontinued'
  const at = html`<input type="hidden" name="place" value="${place}">`
  const acts = html`${
    isSold
      ? html`<form class="quantity" method="post" action="${actionOf(reader, lineId, 'quantity')}">
<button class="unseen" tabindex="-1">${texts.update}</button>
<button name="step" value="-1" aria-label="${texts.less}">−</button>
<input name="quantity" inputmode="numeric" pattern="[0-9]*" maxlength="3" value="${quantity}" aria-label="${texts.quantity(title)}" autocomplete="off">
<button name="step" value="1" aria-label="${texts.more}">+</button>${at}</form>
${act(reader, lineId, 'save', texts.save, title)}`
      : ''
  }${act(reader, lineId, 'remove', texts.remove, title, at)}`
  const check = html`<form class="check" method="post" action="${actionOf(reader, lineId, 'select')}">
<button name="selected" value="${selected ? 'false' : 'true'}" role="checkbox" aria-checked="${selected ? 'true' : 'false'}" aria-label="${texts.select(title)}" ${isSold ? '' : 'disabled'}></button></form>`
  return lineItem(reader, line, check, acts, reason)
}

export function savedLine(reader: Reader, line: ShownLine, reason: string): Html {
  const texts = reader.texts(CART_TEXTS)
  const { title, lineId } = line
  const acts = html`${act(reader, lineId, 'move', texts.move, title)}${act(reader, lineId, 'unsave', texts.remove, title)}`
  return lineItem(reader, line, '', acts, reason)
}

function lineItem(reader: Reader, line: ShownLine, before: Html, acts: Html, reason: string): Html {
  const texts = reader.texts(CART_TEXTS)
  const { sku, title, quantity, availability, lineId, adjustments } = line
  const each = quantity > 1 && line.unitPrice ? [texts.each(reader.money(line.unitPrice))] : []
  const stock = availability ? texts.availability[availability] : ''
  return html`<li class="line" id="${lineId}">${before}
<a class="line-picture" href="${productPath(reader, sku)}" tabindex="-1" aria-hidden="true">${linePicture(reader, line)}</a>
<div class="line-text"><h2><a href="${productPath(reader, sku)}">${title}</a></h2>
${lineFacts(line, ...each)}
${priceChange(reader, line)}
${stock ? html`<p class="now">${stock}</p>` : ''}
${lineSavings(reader, adjustments)}
${reason ? html`<p class="failed" role="alert">${reason}</p>` : ''}</div>
<p class="line-total"${line.isPending ? html` aria-busy="true"` : ''}>${line.lineTotal ? reader.money(line.lineTotal) : '…'}</p>
<div class="acts">${acts}</div></li>`
}

function priceChange(reader: Reader, { priceChange: change }: ShownLine): Html {
  if (!change) return ''
  const texts = reader.texts(CART_TEXTS)
  const { currency } = change.to
  const more = change.to.amount - change.from.amount
  const amount = reader.money({ amount: Math.abs(more), currency })
  return html`<p class="now">${more < 0 ? texts.cheaper(amount) : texts.dearer(amount)}</p>`
}

function act(reader: Reader, lineId: string, name: string, text: string, title: string, fields: Html = ''): Html {
  return html`<form method="post" action="${actionOf(reader, lineId, name)}">${fields}<button class="act">${text}<span class="unseen"> ${title}</span></button></form>`
}

function actionOf(reader: Reader, lineId: string, name: string): string {
  return reader.path(`/cart/lines/${lineId}/${name}`)
}
