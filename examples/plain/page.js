/** A live cart without a framework: makes the list again after each change. */
import { createPannier, localTokens } from '@pannier/client'
import { createLiveCart } from '@pannier/client/live'
import { moneyText } from '@pannier/client/money'

const url = new URLSearchParams(location.search).get('api') ?? 'http://127.0.0.1:8787'
const pannier = createPannier({ url, tokens: localTokens(), locale: 'en' })
const cart = await createLiveCart(pannier)

cart.subscribe(show)
show()
const { body } = await pannier.call('GET /v1/products', { query: { limit: 6 } })
element('products').replaceChildren(...body.items.map(productItem))

function show() {
  const { status, pending, lines, totals } = cart.value
  element('status').textContent = status
  element('lines').replaceChildren(...lines.map(lineItem))
  element('total').textContent = totals ? moneyText(totals.total, 'en') : ''
  // The amounts are the server's, so they are out of date while changes are on their way.
  element('total').ariaBusy = String(pending)
}

function productItem({ sku, title, price, images: [image] }) {
  const text = `${title}, ${moneyText(price, 'en')}`
  return item(
    text,
    button('Add', `Add ${title}`, () => cart.add(sku, 1, { title, image })),
  )
}

function lineItem({ key, sku, title, quantity, refusal }) {
  const name = title ?? sku
  return item(
    `${quantity} × ${name}${refusal ? `: ${refusal.detail}` : ''}`,
    button('+', `One more ${name}`, () => cart.set(key, quantity + 1)),
    button('−', `One less ${name}`, () => (quantity > 1 ? cart.set(key, quantity - 1) : cart.remove(key))),
  )
}

function item(text, ...buttons) {
  const made = document.createElement('li')
  made.append(text, ...buttons)
  return made
}

function button(text, name, act) {
  const made = document.createElement('button')
  made.textContent = text
  made.ariaLabel = name
  made.onclick = act
  return made
}

function element(id) {
  return document.getElementById(id)
}
