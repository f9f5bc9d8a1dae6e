/**
 * The data of the released version: tables of the first shape, and carts whose lines have no ids. The disk, both
 * copies, and messages under way all get the form in which that version wrote a cart.
 */
import type { Copy, Json, LiveCopy } from '../../../src/domain/copy.ts'
import type { AnyHost } from '../host.ts'
import type { Disk } from '../object-storage.ts'
import { rowsOf } from '../witness/truth.ts'
import type { World } from '../world.ts'

const LINES = ['items', 'saved', 'removed'] as const
type Lists = LiveCopy['lists']

/** Gives all tables the first shape, and the old form to the carts that the released version could have written. */
export function becomeReleased(world: World): void {
  for (const host of world.hosts()) {
    host.kill('for a deployment')
    if (host.disk.run("SELECT 1 FROM sqlite_master WHERE name = 'meta'").length === 0) continue
    if (host.kind === 'cart') translate(world, host)
    firstShape(host.disk)
  }
}

function translate(world: World, { id, disk }: AnyHost): void {
  const { state } = world.witness.cart(id)
  if (state !== 'live' && state !== 'evicted') return
  const [recorded] = world.d1.look('SELECT lists FROM carts WHERE id = ?', id)
  // The cast: the system wrote these rows.
  const copied = JSON.parse(String(recorded?.lists ?? 'null')) as Lists | null
  const lists = (state === 'live' ? rowsOf(disk) : copied) as Lists | null
  if (!copied || !lists || !couldBeReleased(lists)) return
  if (state === 'live') {
    for (const [list, rows] of Object.entries(withoutIds(lists))) {
      for (const [key, value] of Object.entries(rows)) {
        disk.run('UPDATE rows SET value = ? WHERE list = ? AND key = ?', JSON.stringify(value), list, key)
      }
    }
    disk.run('UPDATE meta SET schema = 1')
  }
  world.d1.look('UPDATE carts SET schema_version = 1, lists = ? WHERE id = ?', JSON.stringify(withoutIds(copied)), id)
  world.l2.rewrite(id, releasedCopy)
  world.witness.translate(id, withoutIds(lists))
  const message = world.messages.get(id)
  if (message) world.queue.enqueue(JSON.stringify({ ...message, copy: message.copy && releasedCopy(message.copy) }))
}

function releasedCopy(copy: Copy): Copy {
  if (copy.state !== 'live' || !couldBeReleased(copy.lists)) return copy
  return { ...copy, schema: 1, lists: withoutIds(copy.lists) }
}

/** The released version had one line of a SKU in each place. */
function couldBeReleased({ items = {}, removed = {}, saved = {} }: Lists): boolean {
  const keys = [...Object.keys(items), ...Object.keys(removed)]
  return [...keys, ...Object.keys(saved)].every((key) => !key.includes('#')) && new Set(keys).size === keys.length
}

function withoutIds(lists: Lists): Lists {
  const some = LINES.filter((list) => lists[list]).map((list) => {
    const rows = Object.entries(lists[list] ?? {}).map(([key, line]) => [key, withoutId(line)] as const)
    return [list, Object.fromEntries(rows)] as const
  })
  return { ...lists, ...Object.fromEntries(some) }
}

export function withoutId(line: Json): Json {
  // The cast: lines are objects.
  const { lineId: _, ...rest } = line as { readonly [field: string]: Json }
  return rest
}

/**
 * Restores the old form: keyed writes share slots with others, objects lack their name, and duties have no alert
 * column.
 */
function firstShape(disk: Disk): void {
  disk.run('ALTER TABLE meta DROP COLUMN name')
  disk.run('ALTER TABLE dues DROP COLUMN failing_since')
  disk.run('ALTER TABLE dues DROP COLUMN alerted')
  disk.run('DELETE FROM ops WHERE version <= (SELECT max(version) - 256 FROM ops)')
  disk.run('UPDATE ops SET slot = -1 - version % 256')
  disk.run('UPDATE ops SET slot = -1 - slot')
  disk.run('UPDATE meta SET shape = 1')
}
