/** Loads that bring a deployment to its limits: an attack on sign-ins, and a crowd that wants one product. */
const ATTEMPTS = 120
const ATTACKER = '203.0.113.7'
const SHOPPERS = 160
/** A crowd comes from many networks. */
const networkOf = (shopper: number) => `198.51.${100 + (shopper >> 7)}.${shopper & 127}`

/** One address tries passwords of many accounts. */
export async function attack(url: string): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const body = JSON.stringify({ email: `victim-${attempt}@shop.example`, password: 'not the password' })
    const headers = { 'content-type': 'application/json', 'cf-connecting-ip': ATTACKER }
    const answer = await fetch(`${url}/v1/auth/login`, { method: 'POST', headers, body })
    await answer.arrayBuffer()
  }
}

/** @returns a function that ends the crowd */
export function crowd(url: string): () => Promise<void> {
  let isOver = false
  const shoppers = Array.from({ length: SHOPPERS }, async (_, shopper) => {
    const address = { 'cf-connecting-ip': networkOf(shopper) }
    while (!isOver) await want(url, address).catch(() => new Promise((done) => setTimeout(done, 500)))
  })
  return async () => {
    isOver = true
    await Promise.all(shoppers)
  }
}

/** A guest searches the product, puts it into a cart, and asks what it costs. */
async function want(url: string, address: Readonly<Record<string, string>>): Promise<void> {
  const guest = await fetch(`${url}/v1/auth/guest`, { method: 'POST', headers: address })
  // The cast: the contract's answer of that route.
  const { accessToken } = (await guest.json()) as { accessToken: string }
  const list = await fetch(`${url}/v1/products?inStock=true&limit=1`, { headers: address })
  const { items } = (await list.json()) as { items: { sku: string }[] }
  const headers = { ...address, authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ sku: items[0]?.sku, quantity: 1 })
  for (const path of ['/v1/cart/items', '/v1/checkout/quote']) {
    const sent = path.endsWith('items') ? body : JSON.stringify({ shippingMethod: 'standard' })
    await (await fetch(`${url}${path}`, { method: 'POST', headers, body: sent })).arrayBuffer()
  }
}
