/** A little traffic for `npm run observe`: guests who look at products, search, and fill a cart, one step after another. */
export interface Traffic {
  stop(): Promise<void>
}

const PAUSE_MS = 100
/** Each guest begins with a new cart. */
const STEPS_PER_GUEST = 12

export function startTraffic(url: string): Traffic {
  let isEnding = false
  const run = async () => {
    while (!isEnding) {
      // A worker that does not answer is no reason to end: it may be restarting.
      await shop(url, () => isEnding).catch(() => pause(1_000))
    }
  }
  const running = run()
  return {
    async stop() {
      isEnding = true
      await running
    },
  }
}

async function shop(url: string, isEnding: () => boolean): Promise<void> {
  const { accessToken } = await json<{ accessToken: string }>(await fetch(`${url}/v1/auth/guest`, { method: 'POST' }))
  const authorization = `Bearer ${accessToken}`
  const { items } = await json<{ items: { sku: string }[] }>(await fetch(`${url}/v1/products?inStock=true&limit=20`))
  for (let step = 0; step < STEPS_PER_GUEST && !isEnding(); step++) {
    const sku = items[step % items.length]?.sku ?? ''
    await drop(await fetch(`${url}/v1/products/${sku}`))
    await drop(await fetch(`${url}/v1/products?q=${sku.slice(0, 4)}`))
    const headers = { authorization, 'content-type': 'application/json' }
    const body = JSON.stringify({ sku, quantity: 1 })
    await drop(await fetch(`${url}/v1/cart/items`, { method: 'POST', headers, body }))
    await drop(await fetch(`${url}/v1/cart`, { headers: { authorization } }))
    await pause(PAUSE_MS)
  }
}

async function json<Body>(answer: Response): Promise<Body> {
  // The cast: the contract's answer of that route.
  return (await answer.json()) as Body
}

/** Reads an answer whose body does not matter, so that its connection is free again. */
async function drop(answer: Response): Promise<void> {
  await answer.arrayBuffer()
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
