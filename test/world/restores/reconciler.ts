/** Passes of the shipped reconciliation over everything in the world, in which every object is asked once. */
import { KINDS } from '../../../src/domain/copy.ts'
import { newPass, type Pass, TURNS } from '../../../src/worker/reconciliation/pass.ts'
import type { ReconciliationPorts } from '../../../src/worker/reconciliation/ports.ts'
import { reconcilePortion } from '../../../src/worker/reconciliation/walk.ts'
import { IMMORTAL } from '../remote.ts'
import type { World } from '../world.ts'

/** More than any portion of these small worlds needs. */
const CALLS = 1_000
const MAX_MINUTES = 600

/** @returns the names of the aggregates that a list showed, without those that only an operator can put right */
export async function reconcileAll(world: World): Promise<ReadonlySet<string>> {
  const { scheduler } = world
  const listed = new Set<string>()
  const named = new Set<string>()
  let isOver = false
  scheduler.in(0, 'a reconciliation begins', async () => {
    let before: Pass | null = null
    for (let turn = 0; turn < TURNS; turn++) {
      const pass: Pass = newPass(scheduler.wall(), before)
      for (const name of listNames(world)) listed.add(name)
      while (pass.stage !== 'ended') await reconcilePortion(portsOf(world), pass, CALLS)
      for (const { subject, kind, action, repaired } of pass.findings) {
        if (action === 'none') named.add(subject)
        scheduler.trace?.(`    the reconciliation finds ${kind} of ${subject}: ${action} ${repaired ?? ''}`)
      }
      before = pass
    }
    isOver = true
  })
  for (let minutes = 0; !isOver && minutes < MAX_MINUTES; minutes++) await world.pass(60_000)
  if (!isOver) throw new Error('the reconciliation does not end')
  return new Set([...listed].filter((name) => !named.has(name)))
}

function* listNames(world: World): Generator<string> {
  for (const kind of KINDS) {
    const rows = world.d1.look(`SELECT id FROM ${kind === 'stock' ? 'stock' : `${kind}s`}`)
    for (const { id } of rows) {
      yield `${kind}:${id}`
      // The walk asks the carts of accounts.
      if (kind === 'account') yield `cart:${id}`
    }
  }
  for (const id of world.l2.ids()) yield `cart:${id}`
}

/** The tiers are called as they are; faults have ended by then, and other people go on meanwhile. */
function portsOf(world: World): ReconciliationPorts {
  const { scheduler, record, l2 } = world
  const remote = <Value>(label: string, apply: () => Promise<Value>) =>
    world.remote.call(IMMORTAL, `the reconciliation ${label}`, { fails: 0, unanswered: 0, late: 0 }, apply)
  return {
    record: {
      listHeld: (...args) => remote('lists', () => record.listHeld(...args)),
      heldOf: (...args) => remote('reads positions', () => record.heldOf(...args)),
      getCopies: (...args) => remote('reads copies', () => record.getCopies(...args)),
      putCopies: (kind, copies) =>
        remote('writes to the record', async () => {
          const held = await record.putCopies(kind, copies)
          for (const { id } of copies) world.copies.inspectRecord(kind, id)
          return held
        }),
    },
    l2: {
      heldOf: (_, ids) => remote('reads L2', async () => ids.map((id) => l2.peek(id))),
      scanIds: () => remote('lists L2', async () => ({ ids: l2.ids(), next: null })),
      getCopy: (_, id) => remote('reads a copy of L2', async () => l2.peek(id)),
      putCopies: (copies) =>
        remote('writes to L2', async () => {
          const held = await l2.putCopies(copies)
          world.copies.inspectL2(copies)
          return held
        }),
    },
    objects: {
      aggregate: (kind, id) => ({
        stand: () => world.ask(kind, id, IMMORTAL, 'stand of', async (its) => its.stand()),
        resend: () => world.ask(kind, id, IMMORTAL, 'resend', (its) => its.resend()),
        drainSoon: () => world.ask(kind, id, IMMORTAL, 'drain', async (its) => its.drainSoon()),
        tend: () => world.ask(kind, id, IMMORTAL, 'tend', async (its) => its.tend()),
        confirm: (held) => world.ask(kind, id, IMMORTAL, 'confirm', async (its) => its.confirm(held)),
        whole: () =>
          world.ask(kind, id, IMMORTAL, 'whole', async (its) => {
            await its.ready()
            return its.snapshot()
          }),
      }),
    },
    log: (level, event) => scheduler.trace?.(`    the reconciliation logs ${level} ${event}`),
    signal: new AbortController().signal,
    now: () => scheduler.wall(),
    pause: (ms) => new Promise((done) => void scheduler.in(ms, 'the reconciliation waits', done)),
  }
}
