/**
 * One history of restores: people act, then objects of any kind, the record or L2 are put back to an earlier moment,
 * people continue, and an operator follows docs/restore.md or leaves it to the reconciliation. The models do not learn of the restore, so only the
 * promises of the mechanism are checked: in the end every place agrees with its object.
 */
import type { Kind } from '../../../src/domain/copy.ts'
import { compare } from '../../../src/domain/position.ts'
import { isStuck } from '../checker.ts'
import type { AnyHost } from '../host.ts'
import { liveOn } from '../lives/history.ts'
import type { Image } from '../object-storage.ts'
import { nameOf } from '../objects.ts'
import { DAY_MS, HOUR_MS, settle } from '../quiet.ts'
import { type Told, type Trace, tell } from '../tell.ts'
import type { Truth } from '../witness/truth.ts'
import type { World } from '../world.ts'
import { resendAll } from './operator.ts'
import { reconcileAll } from './reconciler.ts'
import { imageOfRecord } from './record-image.ts'

interface Kept {
  readonly host: AnyHost
  readonly image: Image
  readonly truth: Truth
}

export function tellRestores(seed: number, trace: Trace = null): Promise<Told> {
  return tell(seed, trace, (world) => live(world, seed % 3 === RECONCILED))
}

const TOMBSTONE_KEPT_MS = 90 * DAY_MS

/** The reconciliation puts one of three histories right, a resend the others. */
const RECONCILED = 2

async function live(world: World, isReconciled: boolean): Promise<void> {
  const { scheduler } = world
  const kept: Kept[] = []
  let record: (() => void) | null = null
  let l2: (() => void) | null = null
  const town = await liveOn(world, () => {
    const host = scheduler.pick(world.hosts())
    if (scheduler.chance(0.5)) kept.push(keep(world, host))
    if (scheduler.chance(0.05)) record = imageOfRecord(world)
    if (scheduler.chance(0.05)) l2 = world.l2.image()
  })
  world.isShaken = true
  const what = scheduler.pick(['objects', 'objects', 'record', 'l2', 'copies'] as const)
  const shaken = what === 'objects' ? putBack(world, kept) : []
  if (what === 'record' || what === 'copies') (record as (() => void) | null)?.()
  if (what === 'l2' || what === 'copies') (l2 as (() => void) | null)?.()
  for (let turns = scheduler.between(0, 6); turns > 0; turns--) {
    town.act()
    await world.pass(scheduler.between(0, 20_000))
  }
  await world.pass(HOUR_MS)
  const visited = isReconciled ? await reconcileAll(world) : await resendAll(world)
  for (const { kind, id, name, disk } of world.hosts()) {
    // A cart that expired long ago and freed its storage has nothing to send, even if the restored record shows one of
    // it.
    const isReleased = !disk.image().tables.some(({ name }) => name === 'meta')
    const isVisited = visited.has(`${kind}:${id}`)
    // The record keeps tombstones for 90 days, so the reconciliation does not bring an older one back.
    const isPurged = isReconciled && !isReleased && endedLongAgo(world, disk) && !world.copies.recordPosition(kind, id)
    if (isReleased || isPurged || !isVisited) world.unfound.add(name)
    if (isReleased && isVisited) checkContinues(world, kind, id, isReconciled)
  }
  const company = { ...town.company, unrest: () => null }
  await settle(world, company)
  if (!isReconciled) checkVisited(world, visited)
  if (what !== 'objects' && scheduler.chance(0.5)) {
    await world.pass(scheduler.between(26, 60) * HOUR_MS)
    for (const shopper of company.shoppers) void shopper.read()
    await world.pass(HOUR_MS)
    world.check()
  }
  // The reconciliation cannot find an object that no list names.
  for (const { host, truth } of shaken) {
    if (!isReconciled || visited.has(`${host.kind}:${host.id}`)) checkTold(world, host, truth)
  }
  world.check()
}

function endedLongAgo(world: World, disk: AnyHost['disk']): boolean {
  const [meta] = disk.run('SELECT state, updated_at FROM meta')
  const isEnded = meta?.state === 'erased' || meta?.state === 'expired'
  return isEnded && Number(meta?.updated_at) + TOMBSTONE_KEPT_MS < world.scheduler.wall()
}

/**
 * An object without rows had ended. Otherwise it would have continued from the record, or from the account that holds
 * the claim; an operator decides about a guest’s cart.
 */
function checkContinues(world: World, kind: Kind, id: string, isReconciled: boolean): void {
  if (id.startsWith('gst_')) return
  const text = world.copies.recordText(kind, id)
  const isLive = text !== null && text !== 'expired' && text !== 'erased'
  const name = nameOf(kind, id)
  if (kind !== 'claim' && isLive) world.breach(`${name} has no rows, although the record holds a live copy`)
  // The reconciliation names such a claim, and does not ask its account.
  if (kind !== 'claim' || isReconciled) return
  const holder = world.hosts().find((host) => host.kind === 'account' && holds(host, id))
  if (holder) world.breach(`${name} has no rows, although ${holder.id} holds it`)
}

function holds({ disk }: AnyHost, claim: string): boolean {
  if (!disk.image().tables.some(({ name }) => name === 'rows')) return false
  const [row] = disk.run("SELECT value FROM rows WHERE list = 'claims' AND key = ?", claim)
  return row !== undefined && (JSON.parse(String(row.value)) as { state: string }).state === 'held'
}

function keep(world: World, host: AnyHost): Kept {
  return { host, image: host.disk.image(), truth: world.witness.truth(host.kind, host.id) }
}

/** @returns the restored objects, with their truth just before */
function putBack(world: World, kept: readonly Kept[]): readonly { readonly host: AnyHost; readonly truth: Truth }[] {
  const { scheduler, witness } = world
  const some = new Map<AnyHost, Kept>()
  for (let objects = scheduler.between(1, 4); objects > 0 && kept.length > 0; objects--) {
    const one = scheduler.pick(kept)
    some.set(one.host, one)
  }
  return [...some.values()].map(({ host, image, truth }) => {
    const before = witness.truth(host.kind, host.id)
    host.restore(image)
    witness.restore(host.kind, host.id, truth)
    return { host, truth: before }
  })
}

/**
 * Every order that a cart knows, and every claim of an account, was asked to send, because its cart or account was
 * asked.
 */
function checkVisited(world: World, visited: ReadonlySet<string>): void {
  for (const { kind, id } of world.hosts()) {
    if (kind !== 'cart' || !visited.has(`cart:${id}`)) continue
    const { model, state } = world.witness.cart(id)
    if (state !== 'live') continue
    for (const orderId of [...model.checkouts.keys(), ...model.orders.keys()]) {
      if (!visited.has(`order:${orderId}`))
        world.breach(`${id} lists ${orderId}, but the resend did not call that order`)
    }
  }
}

/** The object continues from its earlier position, and an erased object stays erased. */
function checkTold(world: World, { kind, id, name }: AnyHost, was: Truth): void {
  const is = world.witness.truth(kind as Kind, id)
  if (isStuck(world, kind as Kind, id)) return
  if (was.state === 'erased' && is.state !== 'erased') world.breach(`${name} was erased, but is ${is.state} again`)
  if (compare(is.position, was.position) < 0 && is.state !== 'none')
    world.breach(`${name} is behind its earlier position`)
}
