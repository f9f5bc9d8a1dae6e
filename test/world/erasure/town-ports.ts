/** The ports of the objects of a town. */

import type { Kind } from '../../../src/domain/copy.ts'
import { Registry } from '../../../src/domain/metrics/registry.ts'
import { TierError } from '../../../src/tiers/calls/tier-error.ts'
import { nameOf, type ObjectPorts, type Objects } from '../objects.ts'
import { HOUR_MS, type Town } from './town.ts'

/** Each object calls the other directly. */
export function townPorts(town: Town, kind: Kind): ObjectPorts {
  const ask = async <K extends Kind, Value>(
    to: K,
    id: string,
    what: string,
    work: (object: Objects[K]) => Value | Promise<Value>,
  ): Promise<Value> => {
    await town.before(`${nameOf(to, id)} ${what}`)
    return work(await town.get(to, id))
  }
  const fromTier = async <Value>(read: () => Value) => {
    if (town.tiersAreDown) throw new TierError('record', 'down', 'not now')
    return read()
  }
  const orders = () =>
    [...town.record.values()].flatMap((copy) => (copy.kind === 'order' && copy.state === 'live' ? [copy] : []))
  return {
    now: () => town.now,
    random: () => 0.5,
    send: (message) => town.send(message),
    metrics: new Registry(),
    copyFromL2: () => fromTier(() => null),
    copyFromRecord: (id) => fromTier(() => town.record.get(nameOf(kind, id)) ?? null),
    deadline: (promise) => promise,
    log: (_level, event, fields) => void town.logs.push(`${event} ${JSON.stringify(fields)}`),
    cart: (id) => ({
      admits: (guestId) => ask('cart', id, 'admits', (cart) => cart.admits(guestId)),
      importGuest: (guest) => ask('cart', id, 'importGuest', (cart) => cart.importGuest(guest)),
      eraseAfter: (seen) => ask('cart', id, 'eraseAfter', (cart) => cart.eraseAfter(seen)),
      checkoutSold: (orderId) => ask('cart', id, 'checkoutSold', (cart) => cart.checkouts.checkoutSold(orderId)),
      giveBack: (orderId) => ask('cart', id, 'giveBack', (cart) => cart.checkouts.giveBack(orderId)),
      takeBack: (...given) => ask('cart', id, 'takeBack', (cart) => cart.checkouts.takeBack(...given)),
      noteOrder: (orderId) => ask('cart', id, 'noteOrder', (cart) => cart.checkouts.noteOrder(orderId)),
    }),
    order: (id) => ({
      start: (request) => ask('order', id, 'start', (order) => order.start(request)),
      follow: (owner) => ask('order', id, 'follow', (order) => order.follow(owner)),
      forgetPerson: () => ask('order', id, 'forgetPerson', (order) => order.forgetPerson()),
      goodsOf: (sku) => ask('order', id, 'goodsOf', (order) => order.goodsOf(sku)),
    }),
    stock: (sku) => ({
      hold: (request) => ask('stock', sku, 'hold', (stock) => stock.hold(request)),
      commit: (orderId, quantity) => ask('stock', sku, 'commit', (stock) => stock.commit(orderId, quantity)),
      release: (orderId) => ask('stock', sku, 'release', (stock) => stock.release(orderId)),
      restock: (...given) => ask('stock', sku, 'restock', (stock) => stock.restock(...given)),
      edit: (edit) => ask('stock', sku, 'edit', (stock) => stock.edit(edit)),
      forgetUser: (orderId, user) => ask('stock', sku, 'forgetUser', (stock) => stock.forgetUser(orderId, user)),
    }),
    claim: (key) => ({
      reserve: (userId, ticket) => ask('claim', key, 'reserve', (claim) => claim.reserve(userId, ticket)),
      release: (ticket) => ask('claim', key, 'release', (claim) => claim.release(ticket)),
    }),
    ordersInRecord: (owner) =>
      fromTier(() =>
        orders()
          .filter(({ lists }) => (lists.order?.me as { owner: string | null } | undefined)?.owner === owner)
          .map(({ id }) => id),
      ),
    guestsInRecord: (userId) =>
      fromTier(() =>
        [...town.record.values()].flatMap((copy) => (copy.state === 'live' && copy.seal === userId ? [copy.id] : [])),
      ),
    forgetNotices: (id) => fromTier(() => void town.notices.delete(id)),
    putInRecord: (copy) => fromTier(() => void town.record.set(nameOf(copy.kind, copy.id), copy)),
    outside: async () => 3,
    timeoutMs: HOUR_MS / 2,
    providers: {
      simulated: {
        open: async (request) => {
          await town.before(`provider open`)
          if (!town.payments.has(request.paymentId)) town.payments.set(request.paymentId, request)
          return { redirectUrl: '/pay' }
        },
        forgetReturn: async (request) => {
          await town.before('provider forgetReturn')
          town.payments.set(request.paymentId, { ...request, returnUrl: null })
        },
        refund: async () => 'done',
        statement: async () => null,
      },
    },
    invoices: null,
    events: {
      async accept(events) {
        if (town.streamIsDown) throw new Error('the stream does not answer')
        town.reported.push(...events.map(({ type, subject }) => `${type} ${subject}`))
      },
    },
    lowUnits: 2,
    ...{ reminder: null, products: async () => new Map(), locales: [] },
    mails: { isOn: false, accept: async () => {}, drop: async () => {}, dropOf: async () => {} },
    sold: async () => {},
  }
}
