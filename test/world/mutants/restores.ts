/** Planted bugs in restores, in the sweep, and in the handling of an earlier release's data. */
import type { Mutant } from './mutant.ts'

const AGGREGATE = 'src/objects/aggregate/aggregate.ts'
const CONFIRM = 'src/objects/aggregate/confirm.ts'
const DECIDE = 'src/domain/order/decide.ts'
const FOREIGN = 'src/domain/cart/foreign.ts'
const LIFE = 'src/objects/aggregate/life.ts'
const JUDGE = 'src/domain/reconciliation/judge.ts'
const REPAIR = 'src/worker/reconciliation/repair.ts'
const RESEND = 'src/worker/visits/resend.ts'
const SCHEMA = 'src/objects/aggregate/schema.ts'
const STORE = 'src/objects/aggregate/store.ts'
const SWEEP = 'src/worker/visits/sweep.ts'

export const RESTORES: readonly Mutant[] = [
  {
    name: 'a resend keeps the confirmed position',
    file: AGGREGATE,
    find: 'now + DRAIN_DELAY_MS, NEVER))',
    replace: 'now + DRAIN_DELAY_MS))',
    restores: true,
    promise: 'when all is quiet: the record',
    seed: 7,
  },
  {
    name: 'an object without rows does not continue from the record',
    file: 'src/objects/aggregate/adopt.ts',
    find: 'else if (lifetime === null && !definition.mayExpire) adopt(living, copy)',
    replace: 'else if (lifetime === null && !definition.mayExpire) return false',
    restores: true,
    promise: 'has no rows, although the record holds a live copy',
    seed: 135,
  },
  {
    name: 'an account does not reserve its address again',
    file: 'src/objects/account/account-duties.ts',
    find: "const isOurs = state !== 'held' ||",
    replace: "const isOurs = state !== '' ||",
    restores: true,
    promise: 'has no rows, although',
    seed: 25,
  },
  {
    name: 'a resend does not continue with the orders of a cart',
    file: RESEND,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text.
    find: '...orders.map((id) => `order:${id}` as const), ',
    replace: '',
    restores: true,
    promise: 'but the resend did not call that order',
    seed: 43,
  },
  {
    name: 'an object that was put back keeps its epoch',
    file: CONFIRM,
    find: 'store.putMeta({ ...meta, epoch: mintEpoch(now, held), version',
    replace: 'store.putMeta({ ...meta, epoch: meta.epoch, version',
    restores: true,
    promise: 'the alarm rings without end',
    seed: 22,
  },
  {
    name: 'an erased object lives again when it is put back',
    file: CONFIRM,
    find: "if (held.state === 'erased' && meta.state !== 'erased') bury(living, 'erased', held)\n  else if",
    replace: 'if',
    restores: true,
    promise: 'was erased, but is',
    seed: 4,
  },
  {
    name: 'hydration trusts an L2 that was put back',
    file: LIFE,
    find: "if (copy?.state === 'live' && same(copy, store.position)) return copy",
    replace: "if (copy?.state === 'live') return copy",
    restores: true,
    promise: 'the rows are',
    seed: 31,
  },
  {
    name: 'the reconciliation only drains an object whose copy was lost',
    file: JUDGE,
    find: "object.isDirty ? 'drain' : 'resend'",
    replace: "'drain'",
    restores: true,
    promise: 'when all is quiet: the record',
    seed: 2,
  },
  {
    name: 'a repair writes an older copy under a newer position',
    file: REPAIR,
    find: 'const held = await l2.putCopies(chunk)',
    replace: 'const held = await l2.putCopies(chunk.map((copy) => ({ ...copy, version: copy.version + 9 })))',
    restores: true,
    promise: 'L2 holds a state that the object never had',
    seed: 20,
  },
  {
    name: 'the sweep skips orders',
    file: SWEEP,
    find: "...KINDS.map((kind) => ({ kind, of: 'owing' as const })),",
    replace: "...KINDS.filter((kind) => kind !== 'order').map((kind) => ({ kind, of: 'owing' as const })),",
    orders: true,
    promise: 'the sweep has not called it',
    seed: 456,
  },
  {
    name: 'an order that forgot its owner gets an owner again',
    file: DECIDE,
    find: 'accept(order.owner === null ? [] : [{',
    replace: 'accept([{',
    orders: true,
    promise: 'the order was refused, but still holds personal data',
    seed: 63,
  },
  {
    name: 'a cart of the released version keeps its shape on disk',
    file: STORE,
    find: "meta?.state !== 'live' || meta.schema >= schema",
    replace: "meta?.state !== 'live' || meta.schema >= 0",
    releases: true,
  },
  {
    name: 'a copy of the released version is used without an upgrade',
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
