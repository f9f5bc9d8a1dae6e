/**
 * Two devices with three tabs change one cart in Chromium while a device loses its network, a tab is reloaded and the
 * server is killed. Everything that the pages sent and heard is checked afterwards, together with all copies of the cart;
 * and every planted break of that history must be found.
 */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { CartBody } from '../../src/contract/answers/cart.ts'
import { chanceOf } from '../support/chance.ts'
import { Shopping } from './faces/shopping.ts'
import { isWithoutBrowser, launch } from './support/chromium.ts'
import { type Held, heldBy, heldByRecord, heldByRedis } from './support/copies.ts'
import { BROKEN } from './support/live-history/broken.ts'
import { faultsIn } from './support/live-history/check.ts'
import type { Copy, Entry } from './support/live-history/entries.ts'
import { LiveRecorder } from './support/live-history/recorder.ts'
import { startTiers, type Tiers } from './support/tiers.ts'
import { startWorker, type Worker } from './support/worker.ts'

const TEA = 'longjing-250'
const JASMINE = 'jasmine-pearls-150'
const STEPS = 60

describe.skipIf(isWithoutBrowser)('in Chromium', () => {
  let tiers: Tiers
  let worker: Worker
  let browser: Browser
  beforeAll(async () => {
    tiers = await startTiers()
    worker = await startWorker({ vars: tiers.vars })
    browser = await launch()
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.stop()
    await tiers?.close()
  })

  it('all pages and all copies agree after a tunnel, a reload and a kill, and each planted bug is found', async () => {
    const recorder = new LiveRecorder()
    const phone = await Shopping.start(browser, worker.url)
    recorder.follow(phone.page)
    await phone.open('/en/c/tea')
    await phone.add(JASMINE)
    await phone.untilServerHas([{ sku: JASMINE, quantity: 1 }])
    const tab = await phone.tab()
    recorder.follow(tab.page)
    await tab.open('/en/cart')
    const desk = await phone.device(browser)
    recorder.follow(desk.page)
    await desk.open('/en/c/tea')

    const chance = chanceOf(14)
    let [added, jasmine] = [2, 1]
    const { log } = recorder
    // Both devices are live before the faults begin, so that the history has messages of every kind.
    const heard = (t: string) => log.filter((entry) => entry.kind === 'heard' && entry.message.t === t).length
    await vi.waitUntil(() => heard('welcome') >= 2, 30_000)
    for (const units of [1, 2]) {
      await phone.add(TEA)
      await vi.waitUntil(() => heard('change') >= 2 * units && heard('ack') >= 1, 30_000)
    }
    for (let step = 0; step < STEPS; step++) {
      if (step === 15) await desk.context.setOffline(true)
      if (step === 25) process.kill(worker.workerdPid(), 'SIGKILL')
      if (step === 35) await desk.context.setOffline(false)
      if (step === 45) {
        // A page that is loaded while the server is down is the offline page, which has no forms to click.
        await vi.waitFor(() => phone.server(), { timeout: 30_000, interval: 200 })
        await phone.page.reload()
        await phone.isReady()
      }
      const turn = chance()
      if (turn < 0.3) {
        await tab.page.locator('.line', { hasText: 'Jasmine' }).getByRole('button', { name: 'One more' }).click()
        jasmine++
      } else {
        await (turn < 0.65 ? phone : desk).add(TEA)
        added++
      }
    }
    const lines = [
      { sku: JASMINE, quantity: jasmine },
      { sku: TEA, quantity: added },
    ]
    await vi.waitFor(async () => expect(await phone.server()).toEqual(lines), { timeout: 60_000, interval: 200 })
    for (const device of [phone, tab, desk]) await device.untilCount(jasmine + added)

    const copies = await untilEqual(tiers, phone)
    await vi.waitFor(() => expect(faultsIn(log, copies)).toEqual([]), { timeout: 10_000, interval: 200 })
    expect(kindsIn(log)).toEqual(
      expect.arrayContaining(['ack', 'answered', 'change', 'opened', 'read', 'sent', 'welcome']),
    )
    for (const [bug, breakIt] of Object.entries(BROKEN)) {
      const broken = breakIt({ log, copies })
      expect(faultsIn(broken.log, broken.copies), bug).not.toEqual([])
    }
    for (const device of [tab, desk]) expect(device.errors).toEqual([])
    await desk.end()
    await phone.end()
  }, 180_000)
})

/** The copies, once L2 and the record have what the object has. */
async function untilEqual(tiers: Tiers, { page }: Shopping): Promise<readonly Copy[]> {
  const { etag, cart } = await page.evaluate<{ etag: string; cart: CartBody }>(
    "fetch('/en/cart/state', { cache: 'no-store' }).then(async (answer) => ({ etag: answer.headers.get('etag'), cart: await answer.json() }))",
  )
  const position = /"(\d+-\d+)/.exec(etag)?.[1] ?? ''
  const object = copyOf('object', heldBy({ position, cart }))
  return vi.waitFor(
    async () => {
      const [l2, record] = [
        await heldByRedis(tiers.redis, cart.userId),
        await heldByRecord(tiers.mysql.sql, cart.userId),
      ]
      expect([l2?.position, record?.position]).toEqual([position, position])
      return [object, copyOf('L2', l2), copyOf('record', record)]
    },
    { timeout: 60_000, interval: 200 },
  )
}

function copyOf(holder: string, held: Held | null): Copy {
  const lines = (held?.lines ?? []).map(({ sku, quantity, selected }) => ({ sku, quantity, selected }))
  return { holder, position: held?.position ?? '', lines }
}

function kindsIn(log: readonly Entry[]): readonly string[] {
  return [...new Set(log.map((entry) => (entry.kind === 'heard' ? entry.message.t : entry.kind)))].toSorted()
}
