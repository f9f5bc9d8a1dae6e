/** The savings of lines as rows of amounts. */
import { html } from 'hono/html'
import type { Money } from '../../../contract/answers/shapes.ts'
import type { Reader } from '../reader.ts'
import { CART_TEXTS } from '../texts/cart.ts'
import type { Html } from '../view.ts'

type Adjustments = readonly { readonly rule: string; readonly kind: 'promotion' | 'coupon'; readonly amount: Money }[]

/** One amount for each rule. */
export function savings(reader: Reader, lines: readonly { readonly adjustments: Adjustments }[]): Html {
  const texts = reader.texts(CART_TEXTS)
  const byRule = new Map<string, Money>()
  for (const { rule, kind, amount } of lines.flatMap(({ adjustments }) => adjustments)) {
    const name = kind === 'coupon' ? texts.withCoupon(rule) : texts.offer(rule)
    byRule.set(name, { ...amount, amount: amount.amount + (byRule.get(name)?.amount ?? 0) })
  }
  return html`${[...byRule].map(([name, amount]) => saving(reader, name, amount))}`
}

function saving(reader: Reader, name: string, amount: Money): Html {
  return html`<div class="saving"><dt>${name}</dt><dd>−${reader.money(amount)}</dd></div>`
}
