/** The amounts of a cart, a checkout or an order, as one list: subtotal, savings by rule, shipping, taxes, total. */
import { html } from 'hono/html'
import type { Money } from '../../../contract/answers/shapes.ts'
import type { Reader } from '../reader.ts'
import { CART_TEXTS } from '../texts/cart.ts'
import type { Html } from '../view.ts'
import { type Adjustments, savingName } from './line-parts.ts'

export interface Amounts {
  /** The units that the subtotal is for. */
  readonly count: number
  readonly subtotal: Money
  /** Lines and shipping, each with its savings. */
  readonly saved: readonly { readonly adjustments: Adjustments }[]
  readonly shipping: string
  /** Rows before the total, and rows after it, by their names; amounts of 0 are left out. */
  readonly before?: readonly Row[]
  readonly after?: readonly Row[]
  readonly total: Money
  /** Whether the amounts are behind what is shown. */
  readonly isPending?: boolean
}

export type Row = readonly [name: string, amount: Money, kind?: 'saving']

export function amountList(reader: Reader, amounts: Amounts): Html {
  const texts = reader.texts(CART_TEXTS)
  const { count, subtotal, saved, shipping, before = [], after = [], total, isPending = false } = amounts
  return html`<dl${isPending ? html` aria-busy="true"` : ''}>${row(texts.subtotal(count), reader.money(subtotal))}
${savings(saved).map((each) => amountRow(reader, each))}${row(texts.shipping, shipping)}
${before.map((each) => amountRow(reader, each))}${row(texts.total, reader.money(total), 'total')}${after.map((each) => amountRow(reader, each))}</dl>`

  /** One row for each rule. */
  function savings(all: Amounts['saved']): readonly Row[] {
    const byRule = new Map<string, Money>()
    for (const each of all.flatMap(({ adjustments }) => adjustments)) {
      const name = savingName(reader, each)
      byRule.set(name, { ...each.amount, amount: each.amount.amount + (byRule.get(name)?.amount ?? 0) })
    }
    return [...byRule].map(([name, amount]) => [name, amount, 'saving'])
  }
}

function amountRow(reader: Reader, [name, amount, kind]: Row): Html {
  if (amount.amount === 0) return ''
  return row(name, (kind === 'saving' ? '−' : '') + reader.money(amount), kind)
}

function row(name: string, value: string, kind?: 'saving' | 'total'): Html {
  return html`<div${kind ? html` class="${kind}"` : ''}><dt>${name}</dt><dd>${value}</dd></div>`
}
