/**
 * Repairs one aggregate by the means of the mechanism.
 * Invariant: a copy is written only to a tier that compares positions, and only as another tier holds it; an object is
 * called, and decides by itself.
 */
import type { Held, Kind } from '../../domain/copy.ts'
import { compare, type Position } from '../../domain/position.ts'
import type { Copies, Verdict } from '../../domain/reconciliation/judge.ts'
import { L2_CHUNK } from '../../tiers/limits.ts'
import { inChunks } from '../queue/chunk.ts'
import type { ReconciliationPorts } from './ports.ts'

/** Throws what the object or the tier throws. */
export async function repair(
  { objects, l2, record }: ReconciliationPorts,
  kind: Kind,
  id: string,
  { action }: Verdict,
  copies: Copies,
): Promise<void> {
  const object = objects.aggregate(kind, id)
  switch (action) {
    case 'resend':
      await object.resend()
      return
    case 'drain':
      await object.tend()
      return object.drainSoon()
    case 'tend':
      return object.tend()
    case 'confirm': {
      const held = aheadOf(copies)
      return held ? object.confirm(held) : undefined
    }
    case 'put_record': {
      const copy = await l2?.getCopy(kind, id)
      if (copy) await record.putCopies(kind, [copy])
      await object.whole()
      return
    }
    case 'wake':
      // An object that does not ask the record when it wakes still learns from it that it has ended.
      if (!(await object.whole())) await object.resend()
      return
    case 'put_l2':
      await putIntoL2({ l2, record }, kind, [id])
      return
    case 'none':
      return
    default:
      return action satisfies never
  }
}

/**
 * Writes the record's copies to L2.
 * @returns the positions that L2 then holds, by id, as far as they are known
 */
export async function putIntoL2(
  { l2, record }: Pick<ReconciliationPorts, 'l2' | 'record'>,
  kind: Kind,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Position>> {
  const written = new Map<string, Position>()
  if (!l2) return written
  const copies = await record.getCopies(kind, ids)
  for (const chunk of inChunks(copies, L2_CHUNK)) {
    const held = await l2.putCopies(chunk)
    for (const [place, { id }] of chunk.entries()) {
      const position = held[place]
      if (position) written.set(id, position)
    }
  }
  return written
}

/** The newest copy in the tiers. */
function aheadOf({ l2, record }: Copies): Held | null {
  const inL2 = typeof l2 === 'string' ? null : l2
  const newest = inL2 && (!record || compare(inL2, record) > 0) ? inL2 : record
  if (!newest) return null
  const { epoch, version, updatedAt, state } = newest
  return { epoch, version, updatedAt, state }
}
