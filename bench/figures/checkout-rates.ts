/**
 * Checkouts per second of many shoppers, over 200 SKUs with units for everyone: from an empty cart until the provider's
 * webhook has paid the order, and the checkout only. Every shopper is a new guest, whose sign-up is not counted.
 * Measured on D1, which writes behind the answers in the same process.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { type Bench, type Figure, type Line, median, percentile, shown } from '../figure.ts'
import { withFolder } from '../folders.ts'
import { addOnce, brokenOf, checkOut, loadUnits, pay } from '../orders.ts'
import { rush } from '../rush.ts'
import { fill, type Guest, openShop, type Shop } from '../shop.ts'

const PLENTY = 1_000_000
const MANY: readonly string[] = Array.from({ length: 200 }, (_, index) => `plenty-${index}`)
/** The carts' drains come one second after the carts were filled. */
const SETTLED_MS = 2_500

interface Scenario {
  readonly name: string
  readonly shoppers: number
  readonly atOnce: number
  /** Lines in each cart before counting begins; with 0, the run includes filling and paying. */
  readonly lines: number
}

interface Window {
  readonly perSecond: number
  readonly ms: readonly number[]
}

export const rates: Figure = async (bench) =>
  withFolder('tmpfs', async (dataDir) => {
    const shop = await openShop({ dataDir })
    try {
      await loadUnits(shop, MANY, PLENTY)
      return await measure(shop, bench)
    } finally {
      await shop.stop()
    }
  })

async function measure(shop: Shop, { quick, say }: Bench): Promise<Line[]> {
  const shoppers = quick ? 100 : 300
  const scenarios: Scenario[] = [
    { name: 'cart, checkout, payment, until paid, 16 at once', shoppers, atOnce: 16, lines: 0 },
    { name: 'checkout only, 1 line, 16 at once', shoppers, atOnce: 16, lines: 1 },
    { name: 'checkout only, 5 lines, 16 at once', shoppers, atOnce: 16, lines: 5 },
    { name: 'checkout only, 1 line, one at a time', shoppers: shoppers / 2, atOnce: 1, lines: 1 },
    { name: 'checkout only, 5 lines, one at a time', shoppers: shoppers / 2, atOnce: 1, lines: 5 },
  ]
  const windows = new Map(scenarios.map((scenario) => [scenario, [] as Window[]]))
  // The first round warms up and is discarded.
  for (let round = 0; round <= (quick ? 1 : 3); round++) {
    for (const scenario of round % 2 === 0 ? scenarios : scenarios.toReversed()) {
      const window = await run(shop, scenario)
      if (round > 0) windows.get(scenario)?.push(window)
    }
  }
  const broken = brokenOf(shop)
  if (broken !== null) say(broken)
  return [...windows].flatMap(([{ name }, of]) => {
    const all = of.map(({ perSecond }) => Math.round(perSecond)).sort((a, b) => a - b)
    const waits = [50, 99].map((percent) => `${median(of.map(({ ms }) => percentile(ms, percent))).toFixed(1)} ms`)
    say(`${name}: ${all.join(' ')} a second; p50 ${waits[0]}, p99 ${waits[1]} (medians of ${of.length})`)
    return [shown(name, `${median(all)}/s; ${waits.join(', ')}`)]
  })
}

async function run(shop: Shop, { shoppers, atOnce, lines }: Scenario): Promise<Window> {
  const guests = await shop.guests(shoppers)
  const sku = (index: number) => MANY[index % MANY.length] as string
  if (lines > 0) {
    await rush(shoppers, atOnce, async (index) => {
      const skus = Array.from({ length: lines }, (_, line) => sku(index * lines + line))
      await fill(shop, guests[index] as Guest, skus)
      return true
    })
  }
  await wait(SETTLED_MS)
  const { wonMs, totalMs } = await rush(shoppers, atOnce, async (index) => {
    const guest = guests[index] as Guest
    if (lines === 0) await shop.driver.call(addOnce(guest, sku(index)))
    const orderId = await checkOut(shop, guest, 'once')
    if (lines === 0) await pay(shop, guest, orderId)
    return true
  })
  return { perSecond: (shoppers * 1000) / totalMs, ms: wonMs }
}
