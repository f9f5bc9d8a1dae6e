/** A cart as each of its three holders has it, in one form, so that the three can be compared line by line. */
import type { Redis } from 'ioredis'
import { expect, vi } from 'vitest'
import type { MysqlUnderTest } from '../../tiers/support/mysql-record.ts'
import type { Seen } from './shopper.ts'

export interface Held {
  readonly position: string
  /** Lines in the order in which they are shown. */
  readonly lines: readonly HeldLine[]
  /** Quantities of the removed lines, by SKU. */
  readonly removed: Readonly<Record<string, number>>
}

interface HeldLine {
  readonly sku: string
  readonly quantity: number
  readonly selected: boolean
  readonly title: string
  readonly price: number
  readonly attributes: object
  readonly labels: readonly string[]
}

/** A line as the documented copies have it. */
interface CopiedLine extends Omit<HeldLine, 'sku'> {
  readonly rank: number
}

type CopiedLines = Readonly<Record<string, CopiedLine>>

export function heldBy({ position, cart }: Seen): Held {
  const lines = cart.items.map(({ sku, quantity, selected, title, unitPrice, attributes, labels }) => ({
    ...{ sku, quantity, selected, title, price: unitPrice.amount, attributes, labels },
  }))
  return { position, lines, removed: Object.fromEntries(cart.removed.map(({ sku, quantity }) => [sku, quantity])) }
}

/** Null if there is no row. */
export async function heldByRecord(sql: MysqlUnderTest['sql'], userId: string): Promise<Held | null> {
  const [row] = await sql(`select * from carts where id = '${userId}'`)
  if (!row) return null
  const { items, removed } = JSON.parse(String(row.lists)) as { items: CopiedLines; removed?: CopiedLines }
  const lines = linesOf(items)
  expect(row).toMatchObject({ state: 'live', seal: null, line_count: lines.length })
  expect(Number(row.item_count)).toBe(lines.reduce((sum, { quantity }) => sum + quantity, 0))
  return { position: `${row.epoch}-${row.version}`, lines, removed: quantitiesOf(removed ?? {}) }
}

/** Null if there is no such hash. */
export async function heldByRedis(redis: Redis, userId: string): Promise<Held | null> {
  const fields = await redis.hgetall(`cart:${userId}`)
  if (fields.meta === undefined) return null
  const meta = JSON.parse(fields.meta) as { epoch: number; version: number; lists: { removed?: CopiedLines } }
  const items = Object.entries(fields).flatMap(([name, text]) =>
    name.startsWith('sku:') ? [[name.slice('sku:'.length), JSON.parse(text) as CopiedLine] as const] : [],
  )
  const removed = quantitiesOf(meta.lists.removed ?? {})
  return { position: `${meta.epoch}-${meta.version}`, lines: linesOf(Object.fromEntries(items)), removed }
}

/** Waits until both copies are the cart that the shopper saw. Times out after `timeout` milliseconds. */
export async function untilCopied(
  { mysql, redis }: { readonly mysql: MysqlUnderTest; readonly redis: Redis },
  userId: string,
  seen: Seen,
  timeout = 15_000,
): Promise<void> {
  const wanted = heldBy(seen)
  await vi.waitFor(
    async () => {
      expect(await heldByRecord(mysql.sql, userId)).toEqual(wanted)
      expect(await heldByRedis(redis, userId)).toEqual(wanted)
    },
    { timeout, interval: 50 },
  )
}

function linesOf(lines: CopiedLines): HeldLine[] {
  const inOrder = Object.entries(lines).sort(([, a], [, b]) => a.rank - b.rank)
  return inOrder.map(([sku, { quantity, selected, title, price, attributes, labels }]) => ({
    ...{ sku, quantity, selected, title, price, attributes, labels },
  }))
}

function quantitiesOf(lines: CopiedLines): Record<string, number> {
  return Object.fromEntries(Object.entries(lines).map(([sku, { quantity }]) => [sku, quantity]))
}
