/**
 * Moves the copies of aggregates: rows of which the source has a greater position go through the target's own guarded
 * write, with everything that is derived from them.
 */
import type { Copy, Kind } from '../../src/domain/copy.ts'
import { compare } from '../../src/domain/position.ts'
import { TierError } from '../../src/tiers/calls/tier-error.ts'
import { RECORD_CHUNK } from '../../src/tiers/limits.ts'
import { type CopyRow, copyFromRow } from '../../src/tiers/record/rows.ts'
import { inChunks } from '../../src/worker/queue/chunk.ts'
import type { Moving } from './moving.ts'
import { pairsOf } from './pairs.ts'
import { patiently } from './patience.ts'
import { isIn, type Row } from './sides.ts'
import { KIND_TABLES } from './tables.ts'

const READ_AT_ONCE = 200
const POSITION = ['id', 'epoch', 'version', 'state', 'updatedAt'] as const

/** Which rows of a kind differ before anything is written. */
export interface Standing {
  /** The target has a greater position: a deployment writes there. */
  ahead: number
  /** Live rows that the source does not know. */
  readonly unknown: string[]
}

export async function standingOf(moving: Moving, kind: Kind): Promise<Standing> {
  const standing: Standing = { ahead: 0, unknown: [] }
  for await (const { source: one, target: other } of pairsOf(moving, KIND_TABLES[kind], ['id'], POSITION)) {
    if (one && other && compare(positionOf(other), positionOf(one)) > 0) standing.ahead++
    if (!one && other?.state === 'live') standing.unknown.push(String(other.id))
  }
  return standing
}

/** @returns the number of rows that were copied */
export async function copyKind(moving: Moving, kind: Kind): Promise<number> {
  const { show } = moving
  let [checked, copied] = [0, 0]
  const wanted: string[] = []
  const flush = async () => {
    if (wanted.length === 0) return
    copied += await send(moving, kind, wanted.splice(0))
  }
  for await (const { source: one, target: other } of pairsOf(moving, KIND_TABLES[kind], ['id'], POSITION)) {
    checked++
    if (one && (!other || compare(positionOf(one), positionOf(other)) > 0)) wanted.push(String(one.id))
    if (wanted.length === READ_AT_ONCE) await flush()
    show(KIND_TABLES[kind], checked, copied)
  }
  await flush()
  return copied
}

async function send(moving: Moving, kind: Kind, ids: readonly string[]): Promise<number> {
  const { source, findings, say } = moving
  const table = source.tables[KIND_TABLES[kind]]
  const rows = await patiently(say, () =>
    source.database.rows<CopyRow>(table as typeof table & { readonly $inferSelect: CopyRow }, {
      where: isIn(source, table, 'id', ids),
    }),
  )
  const copies = rows.flatMap((row): readonly Copy[] => {
    try {
      return [copyFromRow(kind, row)]
    } catch {
      findings.add(
        `${kind} ${row.id}: ${source.name} holds a row that cannot be read; its object sends it again with npm run resend`,
      )
      return []
    }
  })
  // In the order of ids, as the queue's consumer does, so that both lock rows in the same order.
  const sorted = copies.toSorted((one, other) => (one.id < other.id ? -1 : 1))
  for (const chunk of inChunks(sorted, RECORD_CHUNK)) await put(moving, kind, chunk)
  return sorted.length
}

/** A chunk that the target refuses is halved until only the refused copy is left. */
async function put(moving: Moving, kind: Kind, chunk: readonly Copy[]): Promise<void> {
  const { target, findings, say } = moving
  try {
    await patiently(say, () => target.record.putCopies(kind, chunk))
  } catch (error) {
    if (!(error instanceof TierError && error.outcome === 'refused')) throw error
    const [only] = chunk
    if (chunk.length === 1 && only)
      return findings.add(`${kind} ${only.id}: ${target.name} refuses the row: ${error.message}`)
    const middle = Math.ceil(chunk.length / 2)
    await put(moving, kind, chunk.slice(0, middle))
    await put(moving, kind, chunk.slice(middle))
  }
}

function positionOf(row: Row): { readonly epoch: number; readonly version: number } {
  return { epoch: Number(row.epoch), version: Number(row.version) }
}
