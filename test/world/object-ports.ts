/** The ports of a simulated object: every call goes through the scheduler, which decides when and how it ends. */

import type { WriteMessage } from '../../src/contract/message.ts'
import { type Kind, L2_SPREAD } from '../../src/domain/copy.ts'
import { Registry } from '../../src/domain/metrics/registry.ts'
import { allOrderIds } from '../../src/objects/account/order-ids.ts'
import type { EventStream } from '../../src/objects/events/event-stream.ts'
import { nameOf, type ObjectPorts } from './objects.ts'
import { releasedImport } from './releases/released-import.ts'
import type { Life } from './remote.ts'
import type { World } from './world.ts'

const RETURN_MS = 14 * 24 * 3600_000

export function objectPorts(world: World, kind: Kind, id: string, life: Life): ObjectPorts {
  const { scheduler, weather, remote } = world
  const name = nameOf(kind, id)
  const toStream: EventStream['accept'] = (events) => {
    const faults = { fails: weather.callLost, unanswered: weather.answerLost, late: weather.callLate }
    const sent = structuredClone(events)
    return remote.call(life, `the stream gets events of ${name}`, faults, () => world.stream.accept(sent))
  }
  return {
    now: () => scheduler.wall(name),
    random: () => scheduler.random(),
    send: (message, delaySeconds = 0) => {
      world.sends.push({ name, at: scheduler.time })
      const down = world.down.has('queue') ? 1 : 0
      const faults = { fails: down || weather.sendFails, unanswered: weather.sendUnanswered, late: 0 }
      if (kind === 'cart') world.messages.set(id, message)
      const text = JSON.stringify(message satisfies WriteMessage)
      return remote.call(life, `${name} sends`, faults, () => world.queue.enqueue(text, delaySeconds * 1000))
    },
    metrics: new Registry(),
    copyFromL2: async (of) =>
      L2_SPREAD[kind] ? remote.call(life, `${of} from L2`, world.faults.l2(), () => world.l2.getCopy(kind, of)) : null,
    copyFromRecord: (of) =>
      remote.call(life, `${of} from the record`, world.faults.record(), () => readCopy(world, kind, of)),
    deadline: (promise, ms) =>
      new Promise((resolve, reject) => {
        const timer = scheduler.in(ms, `a deadline of ${name} ends`, () => {
          if (life.alive) reject(new Error(`no end within ${ms} ms`))
        })
        promise.then(resolve, reject).finally(() => {
          timer.cancelled = true
        })
      }),
    log: (level, event, given) => {
      const fields = typeof given === 'function' ? given() : given
      scheduler.trace?.(`    ${name} logs ${level} ${event} ${JSON.stringify(fields ?? {})}`)
      if (fields?.alert) world.alerts.push(`${name} ${event}`)
      if (event !== 'duty.failed' || !fields) return
      const duty = String(fields.duty)
      if (!world.duties.isPaced(life, duty, scheduler.time))
        world.breach(`${name}: the duty ${duty} fails without a pause`)
    },
    ...otherObjects(world, name, life),
    forgetNotices: (userId) => {
      const faults = { fails: weather.callLost, unanswered: weather.answerLost, late: weather.callLate }
      return remote.call(
        life,
        `the security events of ${userId} forget the user`,
        faults,
        () => void world.events.delete(userId),
      )
    },
    ordersInRecord(owner) {
      const read = () => allOrderIds(world.record, owner)
      return remote.call(life, `orders of ${owner} from the record`, world.faults.record(), read)
    },
    guestsInRecord: (userId) =>
      remote.call(life, `guests of ${userId} from the record`, world.faults.record(), () =>
        world.record.listSealedTo(userId),
      ),
    putInRecord: (copy) =>
      remote.call(life, `${name} writes its copy into the record`, world.faults.record(), async () => {
        await world.record.putCopies(kind, [structuredClone(copy)])
        world.copies.inspectRecord(kind, copy.id)
      }),
    outside: (sku) =>
      remote.call(life, `${name} reads outside edits`, world.faults.record(), () => world.record.outsideStock(sku)),
    timeoutMs: world.orderTimeoutMs,
    returnMs: RETURN_MS,
    providers: { simulated: world.provider.portFor(life), manual: world.till.port() },
    reminder: {
      afterMs: 24 * 3600_000,
      events: { accept: (events) => toStream(events) },
      account: (userId) => ({
        remindOfCart: (reminder, requestId) =>
          world
            .host('account', userId)
            .call(life, `${name} asks ${userId} to remind`, (account) => account.reminders.remind(reminder, requestId)),
      }),
    },
    ...{ products: async () => new Map(), locales: [] },
    mails: { isOn: false, accept: async () => {}, drop: async () => {}, dropOf: async () => {} },
    invoices: {
      issue: (sale) => world.invoices.issue(structuredClone(sale)),
    },
    events: { accept: (events) => toStream(events) },
    lowUnits: 2,
    sold: (orderId) => {
      const faults = { fails: weather.sendFails, unanswered: weather.sendUnanswered, late: 0 }
      return remote.call(life, `${orderId} is counted for the rankings`, faults, () => void world.counted.add(orderId))
    },
  }
}

async function readCopy(world: World, kind: Kind, id: string) {
  const copy = await world.record.getCopy(kind, id)
  if (kind === 'cart') world.copiesRead.set(id, [...(world.copiesRead.get(id) ?? []), copy])
  return copy
}

/** Data between objects travels as a copy, as on the platform. */
function otherObjects(world: World, name: string, life: Life): Pick<ObjectPorts, 'cart' | 'claim' | 'order' | 'stock'> {
  return {
    cart(userId) {
      const host = world.host('cart', userId)
      const ask = `${name} asks ${userId}`
      return {
        admits: (guestId) => host.call(life, `${ask} whether it admits a guest`, (cart) => cart.admits(guestId)),
        importGuest: (guest) => {
          const sent = world.scheduler.chance(world.releasedCallers) ? releasedImport(guest) : guest
          return host.call(life, `${ask} to import`, (cart) =>
            cart.importGuest(structuredClone(sent)).then(structuredClone),
          )
        },
        eraseAfter: (seen) =>
          host.call(life, `${ask} to be erased`, (cart) =>
            cart.eraseAfter(structuredClone(seen)).then(structuredClone),
          ),
        checkoutSold: (orderId) =>
          host.call(life, `${ask} to drop sold lines`, (cart) => cart.checkouts.checkoutSold(orderId)),
        giveBack: (orderId) => host.call(life, `${ask} to take back`, (cart) => cart.checkouts.giveBack(orderId)),
        takeBack: (orderId, lines, requestId, coupons) =>
          host.call(life, `${ask} to take back ${orderId}`, (cart) =>
            cart.checkouts.takeBack(orderId, structuredClone(lines), requestId, coupons && [...coupons]),
          ),
        noteOrder: (orderId) =>
          host.call(life, `${ask} to note ${orderId}`, (cart) => cart.checkouts.noteOrder(orderId)),
      }
    },
    claim(key) {
      const host = world.host('claim', key)
      return {
        reserve: (userId, ticket) =>
          host.call(life, `${name} reserves ${key}`, (claim) => claim.reserve(userId, ticket)),
        release: (ticket) => host.call(life, `${name} releases ${key}`, (claim) => claim.release(ticket)),
      }
    },
    order(orderId) {
      const host = world.host('order', orderId)
      const ask = `${name} asks ${orderId}`
      return {
        start: (request) =>
          host.call(life, `${ask} to start`, (order) => order.start(structuredClone(request)).then(structuredClone)),
        follow: (owner) => host.call(life, `${ask} to follow ${owner}`, (order) => order.follow(owner)),
        forgetPerson: () => host.call(life, `${ask} to forget its person`, (order) => order.forgetPerson()),
        goodsOf: (sku) => host.call(life, `${ask} about its units`, (order) => order.goodsOf(sku)),
      }
    },
    stock(sku) {
      const host = world.host('stock', sku)
      const tell = `${name} tells ${host.name}`
      return {
        hold: (request) =>
          host.call(life, `${tell} to hold ${request.quantity}`, (stock) => stock.hold(structuredClone(request))),
        commit: (orderId, quantity) => host.call(life, `${tell} to sell`, (stock) => stock.commit(orderId, quantity)),
        release: (orderId) => host.call(life, `${tell} to release its units`, (stock) => stock.release(orderId)),
        restock: (orderId, quantity, user) =>
          host.call(life, `${tell} to restock`, (stock) => stock.restock(orderId, quantity, user)),
        edit: (edit) => host.call(life, `${tell} to add units`, (stock) => stock.edit(structuredClone(edit))),
        forgetUser: (orderId, user) =>
          host.call(life, `${tell} to forget ${user}`, (stock) => stock.forgetUser(orderId, user)),
      }
    },
  }
}
