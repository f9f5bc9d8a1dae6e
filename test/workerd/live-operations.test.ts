/**
 * Operations over live connections. Invariants: each is decided exactly once, those that arrive together commit together,
 * and a message that is no operation ends the connection with a documented code.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { Shopper } from './support/client.ts'
import { connected, expectInSync } from './support/live.ts'
import { diskOf } from './support/objects.ts'
import { product, stock } from './support/shop.ts'

beforeAll(() => stock(...['tea', 'cup', 'pot'].map((sku) => product(sku, { onHand: 5000 }))))

describe('operations', () => {
  it('operations are decided exactly once, however often they are sent', async () => {
    const shopper = await Shopper.guest()
    const device = await connected(shopper)
    device.add(1)
    device.add(1)
    device.send({ t: 'ops', ops: [1, 2].map((seq) => ({ seq, type: 'add', sku: 'tea', quantity: 1 })) })
    const last = await device.next('ack', 3)
    expect(device.of('ack').map(({ results }) => results.map(({ status }) => status))).toEqual([
      ['accepted'],
      ['done'],
      ['done', 'accepted'],
    ])
    expect(last).toMatchObject({ client: 'phone', last: 2 })
    expect((await shopper.cart()).cart.items).toMatchObject([{ sku: 'tea', quantity: 2 }])
    const again = await connected(shopper)
    expect((await again.welcome).client).toEqual({ id: 'phone', last: 2 })
  })

  it('operations are refused one by one, and the rest goes on; the ack comes before the change', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('cup')
    const device = await connected(shopper)
    await device.next('reset')
    device.send({
      t: 'ops',
      ops: [
        { seq: 1, type: 'add', sku: 'tea', quantity: 1 },
        { seq: 2, type: 'add', sku: 'no-such', quantity: 1 },
        { seq: 3, type: 'set', sku: 'cup', quantity: 2 },
      ],
    })
    const { results } = await device.next('ack')
    expect(results).toMatchObject([
      { seq: 1, status: 'accepted' },
      { seq: 2, status: 'refused', code: 'unknown_sku' },
      { seq: 3, status: 'accepted' },
    ])
    await device.next('change')
    expect(device.messages.map(({ t }) => t)).toEqual(['welcome', 'reset', 'ack', 'change'])
    await expectInSync(device, shopper)
  })

  it('operations that arrive together commit together', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('cup')
    const device = await connected(shopper)
    await device.next('reset')
    for (let seq = 1; seq <= 20; seq++) device.add(seq)
    await device.next('ack', 20)
    const { version, items } = (await shopper.cart()).cart
    expect(items.find(({ sku }) => sku === 'tea')?.quantity).toBe(20)
    expect(version).toBeLessThan(21)
  })

  it('operations of many messages and several clients are all decided, in the order of each client', async () => {
    const shopper = await Shopper.guest()
    const [phone, laptop] = [await connected(shopper), await connected(shopper, 'client=laptop')]
    for (let turn = 0; turn < 3; turn++) {
      const ops = Array.from({ length: 60 }, (_, place) => {
        return { seq: turn * 60 + place + 1, type: 'add', sku: 'tea', quantity: 1 }
      })
      phone.send({ t: 'ops', ops })
      laptop.send({ t: 'ops', ops })
    }
    await Promise.all([phone.next('ack', 3), laptop.next('ack', 3)])
    const { items, version } = (await shopper.cart()).cart
    expect(items).toMatchObject([{ sku: 'tea', quantity: 360 }])
    for (const device of [phone, laptop]) {
      expect(device.of('ack').map(({ last }) => last)).toEqual([60, 120, 180])
      await expect.poll(() => device.cart.version).toBe(version)
    }
  })

  it('operations after a gap, and of a client that the cart does not know, are not decided', async () => {
    const shopper = await Shopper.guest()
    const device = await connected(shopper)
    device.add(1)
    await device.next('ack')
    device.add(3)
    expect(await device.next('error')).toMatchObject({ code: 'sequence_gap', expected: 2 })
    const other = await connected(shopper, 'client=drawer')
    other.add(7)
    expect(await other.next('error')).toMatchObject({ code: 'unknown_client' })
    device.add(2)
    expect(await device.next('ack', 2)).toMatchObject({ last: 2 })
    expect((await shopper.cart()).cart.items).toMatchObject([{ quantity: 2 }])
  })

  it('operations that the contract does not know, or without a client, are refused and the connection goes on', async () => {
    const shopper = await Shopper.guest()
    const device = await connected(shopper)
    device.send({ t: 'ops', ops: [{ seq: 1, type: 'add', sku: 'tea', quantity: 1.5 }] })
    device.send({ t: 'ops', ops: [{ seq: 1, type: 'add', sku: 'tea', quantity: 1, price: 1 }] })
    device.send({ t: 'ops', ops: [] })
    device.send({ t: 'ops', ops: [1, 3].map((seq) => ({ seq, type: 'add', sku: 'tea', quantity: 1 })) })
    await device.next('error', 4)
    expect(device.of('error').every(({ code }) => code === 'invalid_request')).toBe(true)
    const nameless = await connected(shopper, '')
    nameless.add(1)
    expect(await nameless.next('error')).toMatchObject({ code: 'invalid_request' })
    device.add(1)
    await device.next('ack')
  })
})

describe('bad messages', () => {
  it.each([
    ['text that is not JSON', '{', 'invalid_request', 4400],
    ['another kind', { t: 'reset' }, 'invalid_request', 4400],
    ['__proto__', '{"t":"ops","ops":[{"__proto__":{}}]}', 'invalid_request', 4400],
    ['bytes', new Uint8Array([1, 2]), 'invalid_request', 4400],
    ['more than 16 KiB', 'x'.repeat(16 * 1024 + 1), 'payload_too_large', 4413],
    ['more than 16 KiB of UTF-8', '茶'.repeat(6 * 1024), 'payload_too_large', 4413],
  ])('fault 36: %s ends the connection with an error and a code', async (_, message, code, closeCode) => {
    const shopper = await Shopper.guest()
    const device = await connected(shopper)
    device.send(message)
    expect(await device.next('error')).toMatchObject({ code })
    expect(await device.end()).toBe(closeCode)
    expect(await diskOf(shopper)).toEqual([])
  })

  it('too many messages end the connection', async () => {
    const shopper = await Shopper.guest()
    const device = await connected(shopper)
    for (let seq = 1; seq <= 80; seq++) device.add(seq)
    expect(await device.next('error')).toMatchObject({ code: 'rate_limited' })
    expect(await device.end()).toBe(4429)
  })
})
