/**
 * fault 43, for live connections: `npm start` is killed while devices send and follow.
 * Invariants: each operation is applied once; each device sees every version once, in order, also those from while it
 * was cut off; no version that it has seen is gone afterwards.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, expect, it, vi } from 'vitest'
import type { CartBody } from '../../../src/contract/answers/cart.ts'
import { guestToken, LiveDevice } from '../support/live-device.ts'
import { NpmStart, urlIn } from '../support/npm-start.ts'

const launcher = new NpmStart()
let folder: string | null = null

afterEach(async () => {
  await launcher.end()
  if (folder !== null) await rm(folder, { recursive: true, force: true })
})

async function started(): Promise<string> {
  folder ??= await mkdtemp(join(tmpdir(), 'pannier-live-'))
  const output = await launcher.start(folder)
  const url = urlIn(output)
  expect(url, output).toBeDefined()
  return url ?? ''
}

it('fault 43: two devices lose nothing and double nothing when the server is killed in a burst', async () => {
  const first = await started()
  const token = await guestToken(first)
  const authorization = `Bearer ${token}`
  // The first write of a cart begins its epoch, so that connections would be sent the whole cart again.
  const body = JSON.stringify({ sku: 'iphone-15', quantity: 1, attributes: { of: 'page' } })
  const headers = { authorization, 'content-type': 'application/json' }
  expect((await fetch(`${first}/v1/cart/items`, { method: 'POST', headers, body })).status).toBe(200)
  const [phone, laptop] = [new LiveDevice('phone', token), new LiveDevice('laptop', token)]
  const devices = [phone, laptop]
  await Promise.all(devices.map((device) => device.connect(first)))

  phone.add()
  await vi.waitUntil(() => laptop.version === 2, 5_000)

  const burst = async (count: number) => {
    for (let turn = 0; turn < count; turn++) {
      for (const device of devices) device.add()
      // The limit is 20 messages a second; a burst may have 40.
      await wait(turn < 15 ? 5 : 55)
    }
  }
  const clicking = burst(30)
  await vi.waitUntil(() => phone.last > 8, 10_000)
  await launcher.kill()
  await vi.waitUntil(() => devices.every(({ isCut }) => isCut), 5_000)
  await clicking

  const second = await started()
  await phone.connect(second)
  await phone.untilDecided()
  // The laptop comes back later, and gets the changes that the phone has made.
  await laptop.connect(second)
  await laptop.untilDecided()

  const answer = await fetch(`${second}/v1/cart`, { headers: { authorization } })
  const cart = (await answer.json()) as CartBody
  const quantities = cart.items.map(({ attributes, quantity }) => [attributes.of, quantity])
  expect(quantities.sort()).toEqual([
    ['laptop', 30],
    ['page', 1],
    ['phone', 31],
  ])
  for (const device of devices) {
    await vi.waitUntil(() => device.version === cart.version, 5_000)
    expect(device.faults).toEqual([])
    expect(device.resets).toBe(1)
    const seen = device.versions
    expect(seen).toEqual(Array.from({ length: cart.version - 1 }, (_, place) => place + 2))
    for (const [seq, times] of device.accepted) expect(times, `number ${seq}`).toBe(1)
    device.close()
  }
}, 120_000)
