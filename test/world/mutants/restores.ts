/** Planted bugs in restores, in the sweep, and in the handling of an earlier release's data. */
import type { Mutant } from './mutant.ts'

const AGGREGATE = 'src/objects/aggregate/aggregate.ts'
const CONFIRM = 'src/objects/aggregate/confirm.ts'
const DECIDE = 'src/domain/order/decide.ts'
const FOREIGN = 'src/domain/cart/foreign.ts'
const LIFE = 'src/objects/aggregate/life.ts'
const RESEND = 'src/worker/visits/resend.ts'
const SCHEMA = 'src/objects/aggregate/schema.ts'
const STORE = 'src/objects/aggregate/store.ts'
const SWEEP = 'src/worker/visits/sweep.ts'

export const RESTORES: readonly Mutant[] = [
  {
    name: 'a resend keeps what was confirmed',
    file: AGGREGATE,
    find: 'now + DRAIN_DELAY_MS, NEVER))',
    replace: 'now + DRAIN_DELAY_MS))',
    restores: true,
    promise: 'in the end: the record',
    seed: 7,
  },
  {
    name: 'a resend does not go on to the orders of a cart',
    file: RESEND,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text.
    find: '...orders.map((id) => `order:${id}` as const), ',
    replace: '',
    restores: true,
    promise: 'which nobody asked to send again',
    seed: 12,
  },
  {
    name: 'an object that was put back keeps its epoch',
    file: CONFIRM,
    find: 'store.putMeta({ ...meta, epoch: mintEpoch(now, held), version',
    replace: 'store.putMeta({ ...meta, epoch: meta.epoch, version',
    restores: true,
    promise: 'its alarm rings without end',
    seed: 6,
  },
  {
    name: 'what was erased lives again when it is put back',
    file: CONFIRM,
    find: "if (held.state === 'erased' && meta.state !== 'erased') bury(living, 'erased', held)\n  else if",
    replace: 'if',
    restores: true,
    promise: 'was erased, but is',
    seed: 10,
  },
  {
    name: 'hydration believes an L2 that was put back',
    file: LIFE,
    find: "if (copy?.state === 'live' && same(copy, store.position)) return copy",
    replace: "if (copy?.state === 'live') return copy",
    restores: true,
    promise: 'its rows are',
  },
  {
    name: 'the sweep passes over orders',
    file: SWEEP,
    find: "...KINDS.map((kind) => ({ kind, of: 'owing' as const })),",
    replace: "...KINDS.filter((kind) => kind !== 'order').map((kind) => ({ kind, of: 'owing' as const })),",
    orders: true,
    promise: 'the sweep has not called it',
    seed: 74,
  },
  {
    name: 'an order that is told to follow gets back an owner whom it forgot',
    file: DECIDE,
    find: 'accept(order.owner === null ? [] : [{',
    replace: 'accept([{',
    orders: true,
    promise: 'it was refused, and still names somebody',
    seed: 11,
  },
  {
    name: 'a cart of the released version keeps its shape on disk',
    file: STORE,
    find: "meta?.state !== 'live' || meta.schema >= schema",
    replace: "meta?.state !== 'live' || meta.schema >= 0",
    releases: true,
  },
  {
    name: 'a copy of the released version is taken as it is',
    file: LIFE,
    find: 'store.rows.install(definition.upgrade(copy.lists, copy.schema))',
    replace: 'store.rows.install(copy.lists)',
    releases: true,
    seed: 8,
  },
  {
    name: 'an undo brings back a line of the released version',
    file: STORE,
    find: '      this.ring.forgetUndo(this.storage)\n',
    replace: '',
    releases: true,
    seed: 11,
  },
  {
    name: 'a migration drops the keys of the released version',
    file: SCHEMA,
    find: 'UPDATE ops SET slot = slot + 256 WHERE keys IS NOT NULL',
    replace: 'UPDATE ops SET slot = slot + 256, keys = NULL WHERE keys IS NOT NULL',
    releases: true,
    promise: 'took effect twice',
    seed: 2,
  },
  {
    name: 'a line that a cart of the released version hands over stays without an id',
    file: FOREIGN,
    find: 'const isFree = lineId !== undefined && !isTaken(lineId)',
    replace: "const isFree = !isTaken(lineId ?? '')",
    releases: true,
    promise: 'a merge is pending without a cause',
    seed: 182,
  },
]
