/** The parts that a line has in the cart, at checkout and in an order: its picture, its attributes, its savings. */
import { html } from 'hono/html'
import type { CartLineBody } from '../../../contract/answers/cart.ts'
import type { Reader } from '../reader.ts'
import { CART_TEXTS } from '../texts/cart.ts'
import type { Html } from '../view.ts'
import { picture } from './picture.ts'

export type Adjustments = CartLineBody['adjustments']

/** The picture of a line, on the ground of its product. */
export function linePicture(reader: Reader, { sku, image }: Pick<CartLineBody, 'sku' | 'image'>): Html {
  return picture(reader, { images: image ? [image] : [], category: sku }, { alt: '', isFirst: false, sizes: '96px' })
}

/** Attributes and further facts in one row; nothing if there are none. */
export function lineFacts({ attributes }: Pick<CartLineBody, 'attributes'>, ...more: readonly string[]): Html {
  const facts = [...Object.entries(attributes).map(([name, value]) => `${name} ${value}`), ...more]
  return facts.length > 0 ? html`<p class="soft">${facts.join(' · ')}</p>` : ''
}

/** The name of a saving, from the rule that made it. */
export function savingName(reader: Reader, { rule, kind }: Pick<Adjustments[number], 'rule' | 'kind'>): string {
  const texts = reader.texts(CART_TEXTS)
  return kind === 'coupon' ? texts.withCoupon(rule) : texts.offer(rule)
}

export function lineSavings(reader: Reader, adjustments: Adjustments): Html {
  return html`${adjustments.map((each) => html`<p class="saving">${savingName(reader, each)} −${reader.money(each.amount)}</p>`)}`
}
