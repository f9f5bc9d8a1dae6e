/**
 * Compares both records by count and digest. Rows that have moved on in one of the two are counted apart, because the
 * deployment goes on writing: the digests cover all rows at the same position or version.
 */
import { createHash } from 'node:crypto'
import { KINDS } from '../../src/domain/copy.ts'
import type { Moving } from './moving.ts'
import { contentOf, pairsOf } from './pairs.ts'
import type { Row, TableName } from './sides.ts'
import { KIND_TABLES, OTHERS } from './tables.ts'

export interface Compared {
  readonly table: string
  readonly source: number
  readonly target: number
  /** Rows that are newer in one of the two, or only in one. */
  readonly moving: number
  readonly digests: readonly [source: string, target: string]
}

/** Columns of a copy that are the copy itself; the others are made from it. */
const COPY = ['id', 'epoch', 'version', 'schemaVersion', 'state', 'seal', 'lists', 'updatedAt']
/** Columns of a product that are neither its units nor the state of its index. */
const NOT_OF_PRODUCT = new Set(['onHand', 'objectOnHand', 'held', 'indexedVersion'])

export async function compareRecords(moving: Moving): Promise<readonly Compared[]> {
  const compared: Compared[] = []
  const movingOrders = new Set<unknown>()
  for (const kind of KINDS) {
    compared.push(
      await compareTable(moving, KIND_TABLES[kind], ['id'], {
        stamp: ({ epoch, version }) => `${epoch}-${version}`,
        content: (row) => JSON.stringify(COPY.map((name) => row[name])),
        differs: ({ id }) => kind === 'order' && movingOrders.add(id),
      }),
    )
  }
  compared.push(
    await compareTable(moving, 'orderLines', ['orderId', 'sku'], {
      stamp: ({ orderId }) => (movingOrders.has(orderId) ? null : ''),
      content: contentOf,
    }),
    await compareTable(moving, 'products', ['sku'], {
      stamp: ({ version }) => String(version),
      content: (row) =>
        contentOf(Object.fromEntries(Object.entries(row).filter(([name]) => !NOT_OF_PRODUCT.has(name)))),
    }),
  )
  for (const { table, key, later } of OTHERS) {
    if (later === 'newer' || table === 'audit') {
      compared.push(
        await compareTable(moving, table, key, {
          stamp: ({ version = '' }) => String(version),
          content: contentOf,
        }),
      )
    }
  }
  return compared
}

interface Reading {
  /** Rows with different stamps, or without one, are not compared. */
  stamp(row: Row): string | null
  content(row: Row): string
  differs?(row: Row): void
}

async function compareTable(
  moving: Moving,
  table: TableName,
  key: readonly string[],
  { stamp, content, differs }: Reading,
): Promise<Compared> {
  const hashes = [createHash('sha256'), createHash('sha256')] as const
  let [ones, others, moved] = [0, 0, 0]
  for await (const { source: one, target: other } of pairsOf(moving, table, key)) {
    if (one) ones++
    if (other) others++
    const mark = one && stamp(one)
    if (one && other && mark !== null && mark === stamp(other)) {
      hashes[0].update(`${content(one)}\n`)
      hashes[1].update(`${content(other)}\n`)
    } else {
      moved++
      differs?.(one ?? other ?? {})
    }
    moving.show(table, ones, 0)
  }
  const [left, right] = hashes.map((hash) => hash.digest('hex').slice(0, 16))
  return { table, source: ones, target: others, moving: moved, digests: [left ?? '', right ?? ''] }
}
