// Erasures that meet an order or a payment under way.
// Invariant: when all of it has settled, no disk, the record and the provider hold nothing personal.
import { beforeEach, describe, expect, it } from 'vitest'
import { ADA, expectNothing, fails, gate } from './steps.ts'
import { CONTACT, DAY_MS, HOUR_MS, PERSONAL, QUOTE, Town } from './town.ts'

const PAY = { provider: 'simulated', returnUrl: 'https://shop.example/back?ada', requestId: 'r' }
const ENVELOPE = { requestId: 'r', key: null, ifMatch: null }

let town: Town
beforeEach(() => {
  town = new Town()
})

describe('an erasure', () => {
  it('an erasure marks an order whose start is still under way, so that the order never begins', async () => {
    await town.add(ADA)
    const start = gate(town, ' start')
    const { orderId, reply } = await town.checkout(ADA)
    await start.reached
    await town.erase(ADA)
    expect(await town.isErased('cart', ADA)).toBe(true)
    start.open()
    await reply
    await town.pass(2 * DAY_MS)
    expect(await town.isErased('order', orderId)).toBe(true)
    expect(await (await town.get('stock', 'tea')).view()).toMatchObject({ held: 0 })
    expectNothing(town, ADA)
  })

  it('an erasure that an operator repeats reaches an order that was restored to an earlier state', async () => {
    await town.add(ADA)
    const { orderId, reply } = await town.checkout(ADA)
    await reply
    await town.pass(HOUR_MS)
    const image = town.image('order', orderId)
    await town.erase(ADA)
    await town.pass(HOUR_MS)
    expectNothing(town, ADA)
    town.putBack('order', orderId, image)
    await (await town.get('order', orderId)).aggregate.resend()
    await town.pass(HOUR_MS)
    expect(town.dump()).toContain(PERSONAL[0])
    await town.erase(ADA)
    await town.pass(HOUR_MS)
    expectNothing(town, ADA)
  })

  it('an erasure refuses an order that is still holding its units, and releases them', async () => {
    await town.add(ADA)
    const hold = gate(town, 'stock tea hold')
    const { reply } = await town.checkout(ADA)
    await hold.reached
    await town.erase(ADA)
    hold.open()
    await reply
    await town.pass(HOUR_MS)
    expect(await (await town.get('stock', 'tea')).view()).toMatchObject({ held: 0 })
    expectNothing(town, ADA)
    await town.pass(2 * DAY_MS)
    expectNothing(town, ADA)
  })

  it('an erasure reaches an order that begins after the erasure has listed the orders', async () => {
    await town.add(ADA)
    const erasing = gate(town, `${ADA} eraseAfter`)
    const erased = town.erase(ADA)
    await erasing.reached
    const { orderId, reply } = await town.checkout(ADA)
    expect(await reply).toMatchObject({ status: 'placed' })
    erasing.open()
    await erased
    await town.pass(HOUR_MS)
    expect(await town.isErased('account', ADA)).toBe(true)
    expect((await town.order(orderId)).lists.order?.me).toMatchObject({ owner: null, cart: null })
    expectNothing(town, ADA)
  })

  it('an erasure reaches data that an order gave to coupons and providers, and the name of who cancelled it', async () => {
    const coupons = ['WELCOME', 'SPRING'].map((code) => ({ code, limit: 10, perUser: 2 }))
    const orderId = town.newOrderId()
    const order = await town.get('order', orderId)
    await order.start({ owner: ADA, quote: { ...QUOTE, coupons }, contact: CONTACT, requestId: 'r' })
    await order.pay(PAY)
    await order.act({ type: 'cancel', by: ADA }, ENVELOPE)
    const kept = await town.get('stock', 'coupon:WELCOME')
    await kept.hold({ orderId: 'ord_held', quantity: 1, until: town.now, use: { user: ADA, limit: 10, perUser: 2 } })
    await kept.commit(orderId, 1)
    await kept.forgetUser('ord_held', ADA)
    await town.pass(10_000)
    expect(town.mentions(ADA)).not.toEqual([])
    await town.erase(ADA)
    await town.pass(HOUR_MS)
    const { lists } = await town.order(orderId)
    expect(lists.history).toMatchObject({ '0001': { to: 'cancelled', by: 'shopper' } })
    expect([...town.payments.values()]).toMatchObject([{ returnUrl: null }])
    expect(lists).toMatchObject({ lines: { tea: { quantity: 1, unitPrice: 500, attributes: {} } } })
    expectNothing(town, ADA)
  })

  it('an erasure makes a payment that is just opening open without its return address', async () => {
    await town.add(ADA)
    const { orderId, reply } = await town.checkout(ADA)
    await reply
    const opening = gate(town, 'provider open')
    const order = await town.get('order', orderId)
    const paying = order.pay(PAY)
    await opening.reached
    await town.erase(ADA)
    opening.open()
    await paying
    await town.pass(HOUR_MS)
    expectNothing(town, ADA)
  })

  it('an erasure continues until the provider has deleted the return address', async () => {
    await town.add(ADA)
    const { orderId, reply } = await town.checkout(ADA)
    await reply
    await (await town.get('order', orderId)).pay(PAY)
    fails(town, 'forgetReturn')
    await town.erase(ADA)
    expect(town.dump()).toContain('/back?')
    town.before = () => {}
    await town.pass(HOUR_MS)
    expectNothing(town, ADA)
  })

  it('after an erasure, no request of the shopper that was under way stores the id again', async () => {
    await town.add(ADA)
    const { orderId, reply } = await town.checkout(ADA)
    await reply
    await town.erase(ADA)
    const order = await town.get('order', orderId)
    const late = await order.act({ type: 'cancel', by: ADA }, { ...ENVELOPE, owner: ADA })
    expect(late).toMatchObject({ status: 'refused', code: 'not_found' })
    const request = { ...PAY, owner: ADA }
    expect(await order.pay(request)).toMatchObject({ status: 'refused', code: 'not_found' })
    await order.follow(ADA)
    await town.pass(HOUR_MS)
    expectNothing(town, ADA)
  })
})

describe('an order that is refused', () => {
  it('a refused order keeps nothing personal, and ends a day after its payment deadline', async () => {
    for (let units = 0; units < 4; units++) {
      await town.add(ADA)
      const { orderId, reply } = await town.checkout(ADA)
      expect(await reply).toMatchObject({ status: units < 3 ? 'placed' : 'short' })
      if (units < 3) continue
      await town.pass(60_000)
      expect(JSON.stringify(await town.order(orderId))).not.toContain(ADA)
      for (const text of PERSONAL) expect(JSON.stringify(await town.order(orderId))).not.toContain(text)
      expect(town.record.get(`order ${orderId}`)).toMatchObject({ state: 'live' })
      await town.pass(DAY_MS)
      expect(await town.isErased('order', orderId)).toBe(false)
      await town.pass(HOUR_MS)
      expect(town.record.get(`order ${orderId}`)).toMatchObject({ state: 'erased' })
      // A start that arrives this late finds the order's deadline over.
      const order = await town.get('order', orderId)
      const again = await order.start({ owner: ADA, quote: QUOTE, contact: CONTACT, requestId: 'r' })
      expect(again).toMatchObject({ status: 'refused' })
    }
  })
})
