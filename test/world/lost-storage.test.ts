// Objects whose storage was lost, or put back to before their first write, while the record still has their copies.
// Invariant: after a resend accounts continue from the record, and an address belongs to the account that has it; stock
// counts each sale once and keeps the units of lost holds aside.
import { expect, test } from 'vitest'
import type { Stock } from '../../src/objects/stock/stock.ts'
import { Disk } from './object-storage.ts'
import { Shop } from './orders/shop.ts'
import { IMMORTAL } from './remote.ts'
import { imageOfRecord } from './restores/record-image.ts'
import { Scene } from './scene.ts'
import { calm } from './weather.ts'
import { UNBORN } from './witness/truth.ts'
import { World } from './world.ts'

const HOUR_MS = 3600_000
const ANN = 'usr_ann'
const CLAIM = 'claim-1'

/** People who register the same address, objects that are put back, and an operator's resend. */
function registry() {
  const world = new World(1, calm())
  const password = { hash: 'hash', salt: 'salt', cost: { N: 2, r: 1, p: 1 } }
  const person = { claim: CLAIM, email: 'ann@shop.example', name: null, role: 'customer' as const, password }
  return {
    world,
    register: (userId: string) =>
      answerOf(world, () =>
        world
          .host('account', userId)
          .call(IMMORTAL, `${userId} registers`, (account) => account.register({ ...person, requestId: 'r' })),
      ),
    erase(userId: string) {
      world.erasable.add(userId)
      return answerOf(world, () =>
        world
          .host('account', userId)
          .call(IMMORTAL, `${userId} is erased`, (account) => account.eraseByOperator('r').then(() => true)),
      )
    },
    owner: () =>
      answerOf(world, () =>
        world.host('claim', CLAIM).call(IMMORTAL, 'a login', async (claim) => ({ userId: claim.owner })),
      ),
    resend: (kind: 'account' | 'claim', id: string) =>
      answerOf(world, () => world.ask(kind, id, IMMORTAL, 'an operator resends', (object) => object.resend())),
    /** @returns a function that puts the object back to this moment */
    keep(kind: 'account' | 'claim', id: string) {
      const host = world.host(kind, id)
      const [image, truth] = [host.disk.image(), world.witness.truth(kind, id)]
      expect(image.tables.map(({ name }) => name)).toEqual(['alarm'])
      return () => {
        host.restore(image)
        world.witness.restore(kind, id, truth)
      }
    },
  }
}

test('an account continues from the record’s copy under a new epoch', async () => {
  const { world, register, keep, resend } = registry()
  const putBack = keep('account', ANN)
  expect(await register(ANN)).toBe(true)
  const before = world.witness.truth('account', ANN)
  putBack()
  expect(await resend('account', ANN)).toBe('sending')
  const after = world.witness.truth('account', ANN)
  expect(after).toMatchObject({ state: 'live', text: before.text, dirty: false })
  expect(after.position.epoch).toBeGreaterThan(before.position.epoch)
  expect(world.copies.recordPosition('account', ANN)).toEqual(after.position)
  world.check()
})

test('the account of an address has its claim kept for it, so that the address gets no second account', async () => {
  const { world, register, keep, resend, owner } = registry()
  const putBack = keep('claim', CLAIM)
  await register(ANN)
  putBack()
  expect(await owner()).toEqual({ userId: null })
  expect(await resend('account', ANN)).toBe('sending')
  expect(await owner()).toEqual({ userId: ANN })
  expect(await register('usr_bob')).toBe(false)
  expect(world.witness.truth('claim', CLAIM).position).toEqual(world.copies.recordPosition('claim', CLAIM))
  world.check()
})

test('so has a claim that had ended and given its storage back before it got its present owner', async () => {
  const { world, register, erase, keep, resend, owner } = registry()
  await register(ANN)
  await erase(ANN)
  await world.pass(31 * 24 * HOUR_MS)
  expect(world.witness.truth('claim', CLAIM).state).toBe('expired')
  const putBack = keep('claim', CLAIM)
  expect(await register('usr_bob')).toBe(true)
  putBack()
  await resend('account', 'usr_bob')
  expect(await owner()).toEqual({ userId: 'usr_bob' })
  expect(await register('usr_cid')).toBe(false)
  world.check()
})

test('a claim that has ended stays free, although a backup of the record still shows an owner', async () => {
  const { world, register, erase, resend, owner } = registry()
  await register(ANN)
  const restore = imageOfRecord(world)
  await erase(ANN)
  await world.pass(31 * 24 * HOUR_MS)
  restore()
  expect(world.copies.recordText('claim', CLAIM)).toContain(ANN)
  expect([await resend('account', ANN), await resend('claim', CLAIM)]).toEqual(['sending', 'empty'])
  expect(await owner()).toEqual({ userId: null })
  expect(await register('usr_bob')).toBe(true)
  world.check()
})

test('an operator learns of an account whose address has another owner since', async () => {
  const { world, register, keep, resend, owner } = registry()
  const putBack = keep('claim', CLAIM)
  await register(ANN)
  putBack()
  await register('usr_bob')
  await resend('account', ANN)
  expect(await owner()).toEqual({ userId: 'usr_bob' })
  expect(world.alerts).toContain(`account ${ANN} account.claim_taken`)
})

/** Ten cups, three of them held by an order, whose stock has lost its storage. */
async function stockWithoutStorage() {
  const world = new World(1, calm())
  const shop = new Shop(world)
  shop.market.edit('cup', 10 - shop.market.outside('cup'))
  const orderId = 'ord_paid'
  const stock = world.host('stock', 'cup')
  const ask = (name: string, work: (its: Stock) => Promise<unknown>) =>
    answerOf(world, () => stock.call(IMMORTAL, name, (its) => work(its).then(() => true)))
  const putBack = (image = new Disk().image(), truth = UNBORN) => {
    shop.stock.shaken.add('cup')
    stock.restore(image)
    world.witness.restore('stock', 'cup', truth)
  }
  const quantities = new Map([['cup', 3]])
  world.orders.meant.set(orderId, { cartId: ANN, key: 'key', hash: '', lines: new Map(), quantities, coupons: [] })
  world.orders.statuses.set(orderId, 'holding')
  const until = world.scheduler.wall() + 20 * HOUR_MS
  await ask('hold', (its) => its.hold({ orderId, quantity: 3, until }))
  const [image, truth] = [stock.disk.image(), world.witness.truth('stock', 'cup')]
  putBack()
  return {
    world,
    totals: () => shop.stock.totals('cup'),
    view: () => answerOf(world, () => stock.call(IMMORTAL, 'a look', (its) => its.view())),
    putBackToHold: () => putBack(image, truth),
    sell: () => ask('sell', (its) => its.commit(orderId, 3)),
    restock: () => ask('restock', (its) => its.restock(orderId, 3)),
  }
}

test('the units of holds that a stock lost with its storage are not for sale for a day', async () => {
  const { world, view } = await stockWithoutStorage()
  expect(await view()).toMatchObject({ onHand: 10, held: 3, available: 7 })
  await world.pass(25 * HOUR_MS)
  expect(await view()).toMatchObject({ onHand: 10, held: 0, available: 10 })
  world.check()
})

test('a sale takes the units of a hold that the stock lost with its storage', async () => {
  const { world, view, sell } = await stockWithoutStorage()
  expect(await view()).toMatchObject({ onHand: 10, held: 3, available: 7 })
  await sell()
  expect(await view()).toMatchObject({ onHand: 7, held: 0, available: 7 })
  world.check()
})

test('a stock that lost its storage and is then put back to before that counts a sale and its return once', async () => {
  const { world, totals, view, putBackToHold, sell, restock } = await stockWithoutStorage()
  await view()
  putBackToHold()
  await sell()
  expect(totals()).toMatchObject({ own: -3, sold: 3, held: 0 })
  await restock()
  expect(totals()).toMatchObject({ own: 0, sold: 0, held: 0 })
  world.check()
})

test('a guest’s cart waits for an operator, who lets it continue', async () => {
  const scene = new Scene()
  await scene.ask((cart) => cart.aggregate.tend())
  const [empty, truth] = [scene.host.disk.image(), scene.truth]
  await scene.add('tea')
  await scene.pass(HOUR_MS)
  scene.host.restore(empty)
  scene.world.witness.restore('cart', scene.id, truth)
  expect(await scene.ask((cart) => cart.aggregate.resend())).toBe('empty')
  expect(await scene.ask((cart) => cart.aggregate.adopt())).toBe(true)
  await scene.pass(HOUR_MS)
  expect(scene.settled).toBe(true)
})

/** Runs the world until a call is answered. */
async function answerOf<Value>(world: World, call: () => Promise<Value>): Promise<Value> {
  const answers: Value[] = []
  world.scheduler.in(0, 'the test calls', () => void call().then((answer) => answers.push(answer)))
  await world.pass(HOUR_MS)
  const [answer] = answers
  if (answer === undefined) throw new Error('the object never answered')
  return answer
}
