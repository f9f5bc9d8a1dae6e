/** Planted bugs in alarms, shared calls, keys, lines with attributes, and stock that was put back. */
import type { Mutant } from './mutant.ts'

const ACCOUNT_EMAIL = 'src/objects/account/account-email.ts'
const ALARM = 'src/objects/aggregate/alarm.ts'
const CONSUMER = 'src/worker/queue/consumer.ts'
const L2_COPIES = 'src/objects/aggregate/l2-copy.ts'
const CART = 'src/domain/cart/cart.ts'
const GOODS = 'src/domain/order/goods.ts'
const LIFE = 'src/objects/aggregate/life.ts'
const LINES = 'src/domain/cart/line-rows.ts'
const REST = 'src/objects/aggregate/rest.ts'
const RING = 'src/objects/aggregate/ring.ts'
const SHARED = 'src/objects/shared-call.ts'
const STOCK = 'src/objects/stock/stock-definition.ts'
const UNITS = 'src/domain/stock/decide.ts'

export const NEWER: readonly Mutant[] = [
  {
    name: 'a cart that L2 did not take is confirmed as if it had',
    file: CONSUMER,
    find: 'confirm(copy.kind, copy.id, held, isInL2)',
    replace: 'confirm(copy.kind, copy.id, held, true)',
    promise: 'L2 lags at',
    seed: 4,
  },
  {
    name: 'a cart whose copy L2 lacks asks the consumer only once',
    file: L2_COPIES,
    find: 'if (isL2Awaited(store)) store.dues.wait(store.storage, L2_COPY, now, ports.random())',
    replace: 'store.dues.set(store.storage, L2_COPY, null)',
    promise: 'L2 lags at',
    seed: 61,
  },
  {
    name: 'an alarm that the platform gave up is trusted',
    file: ALARM,
    find: '&& this.#armed <= at && now - this.#armed < patienceMs) return',
    replace: '&& this.#armed <= at) return',
    promise: 'the world does not become quiet',
    seed: 13,
  },
  {
    name: 'an alarm pauses after each ring with nothing due',
    file: ALARM,
    find: 'const leadMs = this.#armed === null ? 0 : this.#armed - now',
    replace: 'const leadMs = MAX_PAUSE_MS',
    promise: 'the alarm is set for a time after',
    seed: 4,
  },
  {
    name: 'a confirm of an older position drops the drain',
    file: 'src/objects/aggregate/confirm.ts',
    find: 'if (isAtOrPast(held, position)) {',
    replace: 'if (isAtOrPast(held, position) || !store.isAnnounced(now)) {',
    seed: 54,
  },
  {
    name: 'an early alarm rings again at once',
    file: ALARM,
    find: 'const at = Math.max(earliest, now + 1, now + this.#pauseMs)',
    replace: 'const at = Math.max(earliest, now + 1)',
    promise: 'the alarm rings without end',
    seed: 47,
  },
  {
    name: 'a shared call has no deadline',
    file: SHARED,
    find: 'this.#deadline(call(), this.#ms)',
    replace: 'call()',
    orders: true,
    promise: 'the world does not become quiet',
    seed: 46,
  },
  {
    name: 'an account waits without end for a claim',
    file: ACCOUNT_EMAIL,
    find: 'return this.#ports.deadline(work, ANSWER_MS)',
    replace: 'return work',
    people: true,
    promise: 'the world does not become quiet',
    seed: 10,
  },
  {
    name: 'an evicted guest never expires',
    file: LIFE,
    find: '    if (lifetime !== null) store.dues.set(store.storage, EXPIRE, updatedAt + lifetime)\n',
    replace: '',
    endings: true,
    promise: 'has not expired',
  },
  {
    name: 'guests expire after two days',
    file: CART,
    find: 'GUEST_LIFETIME_MS = 40 * 24',
    replace: 'GUEST_LIFETIME_MS = 2 * 24',
    promise: 'before its time',
  },
  {
    name: 'an eviction forgets when the cart was last written',
    file: LIFE,
    find: "state: 'evicted', updatedAt }",
    replace: "state: 'evicted', updatedAt: now }",
    endings: true,
    seed: 34,
  },
  {
    name: 'lines with different attributes are one line',
    file: LINES,
    find: 'a[name] === b[name]',
    replace: 'a[name] !== null',
    seed: 130,
  },
  {
    name: 'a hold counts only the last line of a SKU',
    file: GOODS,
    find: 'const quantity = (before?.quantity ?? 0) + line.quantity',
    replace: 'const quantity = line.quantity',
    orders: true,
  },
  {
    name: 'keys share their slots with other writes',
    file: RING,
    find: 'keys.length > 0 ? SLOTS + ((this.#keyedSlot + 1) % SLOTS) : version % SLOTS',
    replace: 'keys.length > 0 ? SLOTS + (version % 2) : version % SLOTS',
    promise: 'twice',
    seed: 30,
  },
  {
    name: 'stock without rows does not ask the record',
    file: STOCK,
    find: 'asksRecord: () => true,',
    replace: 'asksRecord: () => false,',
    orders: true,
    promise: 'orders have sold',
    seed: 30,
  },
  {
    name: 'a sale without its hold is ignored',
    file: UNITS,
    find: '  const units = held?.quantity ?? quantity\n',
    replace: '  if (!held) return []\n  const units = held.quantity\n',
    orders: true,
    promise: 'orders have sold',
    seed: 23,
  },
  {
    name: 'a reminder is repeated under a new id when the shop wrote meanwhile',
    file: REST,
    find: 'left: { epoch, version: newest.version }',
    replace: 'left: store.position',
    promise: 'a state was reported twice',
    seed: 39,
  },
  {
    name: 'a write of the shop makes a left cart new',
    file: REST,
    find: 'since.findLast(({ name }) => !rest.unnoticed.has(name))',
    replace: 'since.at(-1)',
    promise: 'but reported for',
    seed: 4,
  },
  {
    name: 'a left cart leaves memory although its report failed',
    file: REST,
    find: 'rest.act(store.rows, due.left, due.at).then',
    replace: 'rest.act(store.rows, due.left, due.at).catch(() => {}).then',
    promise: 'but never reported',
    seed: 103,
  },
]
