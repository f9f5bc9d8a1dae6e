/** A live cart in React: `useCart` renders again after each change. */
import { createPannier, localTokens } from '@pannier/client'
import { createLiveCart, type LiveCart, type LiveLine } from '@pannier/client/live'
import { moneyText } from '@pannier/client/money'
import { useCart } from '@pannier/client/react'
import { createRoot } from 'react-dom/client'

const url = new URLSearchParams(location.search).get('api') ?? 'http://127.0.0.1:8787'
const pannier = createPannier({ url, tokens: localTokens(), locale: 'en' })
const [cart, { body }] = await Promise.all([
  createLiveCart(pannier),
  pannier.call('GET /v1/products', { query: { limit: 6 } }),
])

function App() {
  return (
    <>
      <h1>Products</h1>
      <ul>
        {body.items.map(({ sku, title, price }) => (
          <li key={sku}>
            {title}, {moneyText(price, 'en')}
            <button type="button" aria-label={`Add ${title}`} onClick={() => cart.add(sku, 1, { title })}>
              Add
            </button>
          </li>
        ))}
      </ul>
      <h1>Cart</h1>
      <Lines cart={cart} />
    </>
  )
}

function Lines({ cart }: { readonly cart: LiveCart }) {
  const { status, pending, lines, totals } = useCart(cart)
  return (
    <>
      <p role="status">{status}</p>
      <ul>
        {lines.map((line) => (
          <Line key={line.key} cart={cart} line={line} />
        ))}
      </ul>
      {/* The amounts are the server's, so they are out of date while changes are on their way. */}
      <p>
        Total: <output aria-busy={pending}>{totals ? moneyText(totals.total, 'en') : ''}</output>
      </p>
    </>
  )
}

function Line({ cart, line }: { readonly cart: LiveCart; readonly line: LiveLine }) {
  const { key, sku, title, quantity, refusal } = line
  const name = title ?? sku
  const less = () => (quantity > 1 ? cart.set(key, quantity - 1) : cart.remove(key))
  return (
    <li>
      {quantity} × {name}
      {refusal ? `: ${refusal.detail}` : ''}
      <button type="button" aria-label={`One more ${name}`} onClick={() => cart.set(key, quantity + 1)}>
        +
      </button>
      <button type="button" aria-label={`One less ${name}`} onClick={less}>
        −
      </button>
    </li>
  )
}

const root = document.getElementById('app')
if (root) createRoot(root).render(<App />)
