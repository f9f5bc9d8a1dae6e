// Erasures that meet something on its way: an order that begins, a merge, a payment, a cart whose rows are gone.
// Invariant: when all of it has settled, nothing personal is on any disk, in the record, or at the provider.
import { beforeEach, describe, expect, it } from 'vitest'
import { CONTACT, DAY_MS, HOUR_MS, PERSONAL, QUOTE, Town } from './town.ts'

const ADA = 'usr_ada'
const GUEST = 'gst_ada'
const PAY = { provider: 'simulated', returnUrl: 'https://shop.example/back?ada', requestId: 'r' }
const ENVELOPE = { requestId: 'r', key: null, ifMatch: null }

let town: Town
beforeEach(() => {
  town = new Town()
})

/** A gate in front of the first call whose name ends like this: `reached` when it stands there, `open` lets it in. */
function gate(call: string) {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  let arrive = () => {}
  const reached = new Promise<void>((resolve) => {
    arrive = resolve
  })
  let isFirst = true
  town.before = (each) => {
    if (!each.endsWith(call) || !isFirst) return
    isFirst = false
    arrive()
    return opened
  }
  return { open, reached }
}

function fails(...calls: string[]): void {
  town.before = (each) => {
    if (calls.some((call) => each.endsWith(call))) throw new Error('no answer')
  }
}

function expectNothing(...ids: string[]): void {
  const found = town.dump()
  for (const text of PERSONAL) expect(found).not.toContain(text)
  for (const id of ids) expect(town.mentions(id)).toEqual([])
}

async function merging(): Promise<void> {
  const guest = await town.get('cart', GUEST)
  await guest.merge({ userId: ADA, strategy: 'sum', requestId: 'r' })
}

describe('an erasure', () => {
  it('leaves a mark at an order whose start is still on its way, so that it never begins', async () => {
    await town.add(ADA)
    const start = gate(' start')
    const { orderId, reply } = await town.checkout(ADA)
    await start.reached
    await town.erase(ADA)
    expect(await town.isErased('cart', ADA)).toBe(true)
    start.open()
    await reply
    await town.pass(2 * DAY_MS)
    expect(await town.isErased('order', orderId)).toBe(true)
    expect(await (await town.get('stock', 'tea')).view()).toMatchObject({ held: 0 })
    expectNothing(ADA)
  })

  it('that an operator repeats reaches an order that was put back to before it', async () => {
    await town.add(ADA)
    const { orderId, reply } = await town.checkout(ADA)
    await reply
    await town.pass(HOUR_MS)
    const image = town.image('order', orderId)
    await town.erase(ADA)
    await town.pass(HOUR_MS)
    expectNothing(ADA)
    town.putBack('order', orderId, image)
    await (await town.get('order', orderId)).aggregate.resend()
    await town.pass(HOUR_MS)
    expect(town.dump()).toContain(PERSONAL[0])
    await town.erase(ADA)
    await town.pass(HOUR_MS)
    expectNothing(ADA)
  })

  it('refuses an order that is still holding its units, and lets go of them', async () => {
    await town.add(ADA)
    const hold = gate('stock tea hold')
    const { reply } = await town.checkout(ADA)
    await hold.reached
    await town.erase(ADA)
    hold.open()
    await reply
    await town.pass(HOUR_MS)
    expect(await (await town.get('stock', 'tea')).view()).toMatchObject({ held: 0 })
    expectNothing(ADA)
    await town.pass(2 * DAY_MS)
    expectNothing(ADA)
  })

  it('forgets an order that begins after it has looked for orders', async () => {
    await town.add(ADA)
    const erasing = gate(`${ADA} eraseAfter`)
    const erased = town.erase(ADA)
    await erasing.reached
    const { orderId, reply } = await town.checkout(ADA)
    expect(await reply).toMatchObject({ status: 'placed' })
    erasing.open()
    await erased
    await town.pass(HOUR_MS)
    expect(await town.isErased('account', ADA)).toBe(true)
    expect((await town.order(orderId)).lists.order?.me).toMatchObject({ owner: null, cart: null })
    expectNothing(ADA)
  })

  it('takes the orders of a guest whose merge never reached the user', async () => {
    await town.add(GUEST)
    const { orderId, reply } = await town.checkout(GUEST)
    await reply
    await town.add(GUEST)
    fails('importGuest', 'follow')
    await merging()
    town.tiersAreDown = true
    await town.add(ADA)
    town.tiersAreDown = false
    // The record has not heard of the seal: the erasure cannot know of this guest.
    town.record.delete(GUEST)
    await town.erase(ADA)
    expect(await town.isErased('cart', ADA)).toBe(true)
    const followed: string[] = []
    town.before = (call) => {
      if (call.endsWith('follow')) followed.push(call)
    }
    await town.pass(HOUR_MS)
    expect(await town.isErased('cart', GUEST)).toBe(true)
    expect(followed).toEqual([])
    expect((await town.order(orderId)).lists.order?.me).toMatchObject({ owner: null })
    expectNothing(ADA, GUEST)
  })

  it('forgets the guest’s orders too when it runs between their following and the import', async () => {
    await town.add(GUEST)
    const { orderId, reply } = await town.checkout(GUEST)
    await reply
    const arriving = gate(`${ADA} importGuest`)
    const merged = merging()
    await arriving.reached
    town.record.clear()
    await town.erase(ADA)
    arriving.open()
    await merged
    await town.pass(HOUR_MS)
    expect(await town.isErased('cart', GUEST)).toBe(true)
    expect((await town.order(orderId)).lists.order?.me).toMatchObject({ owner: null })
    expectNothing(ADA, GUEST)
  })

  it('takes the guests’ carts that came in, with their orders', async () => {
    await town.add(GUEST)
    await (await town.checkout(GUEST)).reply
    await town.add(GUEST)
    await merging()
    await town.pass(10_000)
    await town.erase(ADA)
    await town.pass(HOUR_MS)
    for (const id of [ADA, GUEST]) expect(await town.isErased('cart', id)).toBe(true)
    expectNothing(ADA, GUEST)
  })

  it('reaches what an order told others: coupons, providers, and who cancelled it', async () => {
    const coupons = [{ code: 'WELCOME', limit: 10, perUser: 2 }]
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
    expectNothing(ADA)
  })

  it('has a payment that is just opening open without the address to return to', async () => {
    await town.add(ADA)
    const { orderId, reply } = await town.checkout(ADA)
    await reply
    const opening = gate('provider open')
    const order = await town.get('order', orderId)
    const paying = order.pay(PAY)
    await opening.reached
    await town.erase(ADA)
    opening.open()
    await paying
    await town.pass(HOUR_MS)
    expectNothing(ADA)
  })

  it('goes on until the provider has forgotten the address to return to', async () => {
    await town.add(ADA)
    const { orderId, reply } = await town.checkout(ADA)
    await reply
    await (await town.get('order', orderId)).pay(PAY)
    fails('forgetReturn')
    await town.erase(ADA)
    expect(town.dump()).toContain('/back?')
    town.before = () => {}
    await town.pass(HOUR_MS)
    expectNothing(ADA)
  })

  it('lets no act of the shopper that was on its way write the id down again', async () => {
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
    expectNothing(ADA)
  })
})

describe('a cart that sleeps and cannot be hydrated', () => {
  const evicted = async () => {
    await town.add(ADA)
    await (await town.checkout(ADA)).reply
    await town.pass(HOUR_MS)
    await town.add(GUEST)
    await merging()
    await town.pass(30 * HOUR_MS)
    expect((await town.get('cart', ADA)).aggregate.isAsleep).toBe(true)
  }

  it('is erased by its id, and its guests by the record’s rows, when the tiers hold nothing of it', async () => {
    await evicted()
    town.lose('cart', ADA)
    await town.erase(ADA)
    await town.pass(HOUR_MS)
    for (const id of [ADA, GUEST]) expect(await town.isErased('cart', id)).toBe(true)
    expect(await town.isErased('account', ADA)).toBe(true)
    expectNothing(ADA, GUEST)
  })

  it('waits while the tiers do not answer, and is erased when they do, without having been hydrated', async () => {
    await evicted()
    town.tiersAreDown = true
    await town.erase(ADA)
    await town.pass(DAY_MS)
    expect(await town.isErased('account', ADA)).toBe(false)
    expect(await town.isErased('cart', ADA)).toBe(false)
    town.tiersAreDown = false
    await town.pass(2 * HOUR_MS)
    expect(await town.isErased('account', ADA)).toBe(true)
    expect(town.logs.join('\n')).not.toContain('object.hydrated')
    expectNothing(ADA, GUEST)
  })
})

describe('an order that is refused', () => {
  it('keeps nothing personal, and ends a day after its time to be paid', async () => {
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
      // A start that comes that late finds that it is over.
      const order = await town.get('order', orderId)
      const again = await order.start({ owner: ADA, quote: QUOTE, contact: CONTACT, requestId: 'r' })
      expect(again).toMatchObject({ status: 'refused' })
    }
  })
})
