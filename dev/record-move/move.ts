/**
 * The passes of a move. Invariant: after `catchUp` every row that the source ever confirmed to an object is in the
 * target, at that position or a later one.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { KINDS, type Kind } from '../../src/domain/copy.ts'
import { copyKind, type Standing, standingOf } from './copies.ts'
import type { Moving } from './moving.ts'
import { copyOthers } from './others.ts'
import { copyProducts } from './products.ts'
import { isIn } from './sides.ts'
import { KIND_TABLES, OTHERS } from './tables.ts'

const MAX_PASSES = 10
/** With so few differences a further pass finds as many, because the shop goes on. */
const FEW = 200
const GIVE_UP_MS = 5 * 60_000
/** Between two passes: each reads the positions of all rows. */
const BETWEEN_MS = 5_000

/** Copies until the target is only a few rows behind. Throws when the target is not the copy of this source. */
export async function copyAll(moving: Moving, dropsUnknown: boolean): Promise<void> {
  await checkTarget(moving, dropsUnknown)
  for (let pass = 1; pass <= MAX_PASSES; pass++) {
    if ((await onePass(moving)) <= FEW) return
  }
}

/**
 * After the switch: copies until the source has got no new row for a while, so that a worker of the old configuration,
 * which may answer for some seconds of a deploy, loses nothing. Throws when the source goes on getting rows.
 */
export async function catchUp(moving: Moving, quietMs: number, patienceMs = GIVE_UP_MS): Promise<void> {
  const { source, target, journal, say } = moving
  journal.noteSwitch()
  const giveUpAt = Date.now() + quietMs + patienceMs
  let quietSince = Date.now()
  for (;;) {
    if ((await onePass(moving)) > 0) quietSince = Date.now()
    const left = quietSince + quietMs - Date.now()
    if (left <= 0) break
    if (Date.now() > giveUpAt) {
      throw new Error(`${source.name} still gets new rows: has the deployment been switched to ${target.name}?`)
    }
    say(`watching ${source.name} for another ${Math.ceil(left / 1_000)} s`)
    await wait(Math.min(left, BETWEEN_MS))
  }
  // Lists and searches that were cached meanwhile may lack the last products.
  await target.record.raiseCatalogueEpoch()
}

/** Products come before stock, because a stock's copy sets the units of its product. */
async function onePass(moving: Moving): Promise<number> {
  let copied = await copyProducts(moving)
  for (const kind of KINDS) copied += await copyKind(moving, kind)
  let others = 0
  for (const moved of OTHERS) others += await copyOthers(moving, moved)
  return moving.isSwitched ? copied : copied + others
}

/** A mistaken target, or one that already sells, would lose rows. */
async function checkTarget(moving: Moving, dropsUnknown: boolean): Promise<void> {
  const { source, target, journal, say } = moving
  if (journal.isSwitched) throw new Error('the deployment has been switched already: run the command with --finish')
  const standing = new Map<Kind, Standing>()
  for (const kind of KINDS) standing.set(kind, await standingOf(moving, kind))
  for (const [kind, { ahead, unknown }] of standing) {
    if (ahead > 0) {
      throw new Error(
        `${target.name} is ahead of ${source.name} (${ahead} of kind ${kind}): a deployment writes to it. ` +
          'After the switch of the configuration run the command with --finish',
      )
    }
    if (unknown.length > 0 && !dropsUnknown) {
      throw new Error(
        `${target.name} has ${unknown.length} rows of kind ${kind} that ${source.name} does not know. ` +
          'Use an empty database, or delete these rows with --drop-unknown',
      )
    }
  }
  for (const [kind, { unknown }] of standing) {
    const table = target.tables[KIND_TABLES[kind]]
    for (let from = 0; from < unknown.length; from += FEW) {
      const ids = unknown.slice(from, from + FEW)
      await target.database.remove(table, isIn(target, table, 'id', ids))
    }
    if (unknown.length > 0) say(`deleted ${unknown.length} rows of kind ${kind} from ${target.name}`)
  }
}
