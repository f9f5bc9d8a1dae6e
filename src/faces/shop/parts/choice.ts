/**
 * The choice among the variants of a family, option by option: each value is a link to the page of a variant, so that
 * it works without a script, can be copied, and goes back. The link leads to the choice on that page, where the next
 * press of Tab reaches the other options.
 */
import { html } from 'hono/html'
import type { FamilyChoiceBody } from '../../../contract/answers/catalogue.ts'
import type { Page } from '../page.ts'
import { TILE_TEXTS } from '../texts/tile.ts'
import type { Html } from '../view.ts'
import { productPath } from './product-path.ts'
import { isForSale } from './tile.ts'

type Variant = FamilyChoiceBody['variants'][number]

/** @param sku the variant whose page this is */
export function choice(page: Page, { options, variants }: FamilyChoiceBody, sku: string): Html {
  const current = variants.find((variant) => variant.sku === sku)
  if (!current || variants.length < 2) return ''
  const soldOut = page.texts(TILE_TEXTS).availability.out_of_stock
  const value = (text: string, place: number) => {
    const leads = variantWith(variants, current, place, text)
    if (!leads) return ''
    const isCurrent = current.values[place] === text
    const mark = isForSale(leads) ? '' : html`<span class="unseen"> (${soldOut})</span>`
    return html`<li><a href="${productPath(page, leads.sku)}#choice"${isCurrent ? html` aria-current="true"` : ''}${mark ? html` class="gone"` : ''}>${text}${mark}</a></li>`
  }
  return html`<div class="choice" id="choice">${options.map(
    ({ name, values }, place) =>
      html`<nav aria-label="${name}"><p class="soft">${name}</p><ul>${values.map((text) => value(text, place))}</ul></nav>`,
  )}</div>`
}

/** The variant to which a value leads: the one that differs only in it; otherwise one that is for sale, then any. */
function variantWith(variants: readonly Variant[], current: Variant, place: number, text: string): Variant | undefined {
  const having = variants.filter(({ values }) => values[place] === text)
  const only = ({ values }: Variant) => values.every((each, at) => at === place || each === current.values[at])
  return having.find(only) ?? having.find(isForSale) ?? having[0]
}
