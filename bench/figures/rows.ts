/**
 * Rows that an add writes in the real runtime, and calls of setAlarm: in a burst and one by one, in carts of 1 and of
 * 200 lines, and with 1,000 other carts in the system. Drain, confirm and every later alarm of the add are included.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { bundleWorker } from '../../dev/bundle.ts'
import { atMost, type Figure, type Line, median, shown } from '../figure.ts'
import { withFolder } from '../folders.ts'
import { add, fill, type Guest, openShop, type Shop, SKUS } from '../shop.ts'
import { STILL_MS, type Written, written } from '../written.ts'

const BURST = 200
/** A drain comes one second after the write, its batch within another second; then the confirm follows. */
const DRAINED_MS = 4_000
const OTHER_CARTS = 1_000

export const rows: Figure = async (bench) => {
  const script = await bundleWorker('bench/rows-worker.ts')
  return withFolder('tmpfs', async (folder) => {
    const shop = await openShop({ dataDir: folder, script })
    try {
      const [small, large] = (await shop.guests(2)) as [Guest, Guest]
      await fill(shop, small, SKUS.slice(0, 1))
      await fill(shop, large, SKUS)
      const first = await measure(shop, small)
      const full = await measure(shop, large)
      const others = await shop.guests(bench.quick ? OTHER_CARTS / 10 : OTHER_CARTS)
      await shop.driver.drive(others.length, (index) => add(others[index] as Guest, 'sku-0'))
      const among = await measure(shop, small)
      const lines: Line[] = [
        ...linesOf('1 line', first),
        ...linesOf('200 lines', full),
        ...linesOf(`1 line, ${others.length} other carts`, among),
      ]
      const text = [first, full, among].map(({ ms }) => `${ms.toFixed(2)} ms`).join(', ')
      bench.say(`time to answer an add (minimal, one connection), median: ${text}`)
      lines.push(shown('time to answer an add, 1 line / 200 lines / 1 line among other carts', text))
      return lines
    } finally {
      await shop.stop()
    }
  })
}

interface Measured {
  /** Counts of one add with its drain and confirm. */
  readonly lone: Written
  /** Counts of the whole burst. */
  readonly burst: Written
  /** Median time until an add of the burst was answered. */
  readonly ms: number
}

async function measure(shop: Shop, guest: Guest): Promise<Measured> {
  const write = () => shop.driver.call(add(guest, 'sku-0', { Prefer: 'return=minimal' }))
  await wait(STILL_MS)
  await written(shop)
  await write()
  await wait(STILL_MS)
  const lone = await written(shop)
  const times: number[] = []
  for (let count = 0; count < BURST; count++) {
    const startedAt = performance.now()
    await write()
    times.push(performance.now() - startedAt)
  }
  await wait(DRAINED_MS)
  return { lone, burst: await written(shop), ms: median(times) }
}

function linesOf(cart: string, { lone, burst }: Measured): Line[] {
  const number = (value: number) => String(Number(value.toFixed(2)))
  const all = ({ rows, alarms }: Written) => rows + alarms
  return [
    atMost(`rows of an add in a burst (${cart})`, burst.rows / BURST, 2.5, number),
    shown('… with calls of setAlarm', number(all(burst) / BURST)),
    shown(`rows of a lone add with drain and confirm (${cart})`, number(lone.rows)),
    atMost('… as billed, with calls of setAlarm', all(lone), 5, number),
  ]
}
