/**
 * Writes rows to the record, a hundred at a time. Invariants: a line is written whole, with its audit entry, or not at
 * all; concurrent edits are never overwritten unseen. When the record fails, written lines stay, and importing the same
 * lines again continues from there.
 */
import type { Plan, Planned, Rejection, Row } from '../../domain/import/plan.ts'
import { TierError } from '../../tiers/calls/tier-error.ts'
import { batchesOf, Report } from './report.ts'

const ROWS_PER_WRITE = 100
const TRIES = 3
const PAUSE_MS = 100
/** Maximum number of written items that are held before the caches are updated. */
const MAX_UNANNOUNCED = 1_000

/** The destination of one kind of item. */
export interface Target<State, Item> {
  plan(rows: readonly Row<State>[]): Promise<Plan<Item>>
  /** @returns the ids of the writes that no concurrent edit preceded. Throws TierError */
  write(writes: readonly Planned<Item>[]): Promise<ReadonlySet<string>>
  /** Updates the caches with the written items. */
  updateCaches(items: readonly Item[]): Promise<void>
}

/** Throws TierError. */
export async function takeLines<State, Item>(
  lines: Iterable<Row<State> | Rejection>,
  target: Target<State, Item>,
  dryRun: boolean,
) {
  const run = new BatchImport(target, dryRun)
  try {
    for (const rows of batchesOf(lines, ROWS_PER_WRITE, run.report)) await run.take(rows)
  } finally {
    await run.announce()
  }
  return run.report.body()
}

type Lines = readonly { readonly line: number; readonly id: string }[]

class BatchImport<State, Item> {
  readonly report = new Report()
  readonly #target: Target<State, Item>
  readonly #dryRun: boolean
  #written: Item[] = []

  constructor(target: Target<State, Item>, dryRun: boolean) {
    this.#target = target
    this.#dryRun = dryRun
  }

  async take(rows: readonly Row<State>[]): Promise<void> {
    let rest = rows
    for (let tries = 1; tries <= TRIES && rest.length > 0; tries++) {
      // Each try has its own report, added only on success, because a failed try is repeated as a whole.
      const report = new Report()
      try {
        const overtaken = new Set(await this.#takeOnce(rest, report))
        this.report.add(report)
        rest = rest.filter((row) => overtaken.has(row))
      } catch (error) {
        // Two concurrent imports can deadlock in the record, which then rolls one of them back.
        if (!(error instanceof TierError) || tries === TRIES) throw error
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * tries * (1 + Math.random())))
      }
    }
    this.report.reject(...rejected(rest, 'is being edited by other requests; import the line again'))
    if (this.#written.length >= MAX_UNANNOUNCED) await this.announce()
  }

  async announce(): Promise<void> {
    const written = this.#written
    this.#written = []
    if (written.length > 0) await this.#target.updateCaches(written)
  }

  /** @returns the rows that a concurrent edit preceded */
  async #takeOnce(rows: readonly Row<State>[], report: Report): Promise<Lines> {
    const plan = await this.#target.plan(rows)
    report.count('unchanged', plan.unchanged)
    report.reject(...plan.rejected)
    if (!this.#dryRun) return (await this.#write(plan.writes, report)).flatMap((write) => write.rows)
    countAll(plan.writes, report)
    return []
  }

  /**
   * Writes the batch; one that the record refuses is halved until only the refused write is left.
   * @returns the writes that a concurrent edit preceded
   */
  async #write(writes: readonly Planned<Item>[], report: Report): Promise<readonly Planned<Item>[]> {
    const [first, ...others] = writes
    if (!first) return []
    try {
      const written = await this.#target.write(writes)
      const done = writes.filter(({ id }) => written.has(id))
      countAll(done, report)
      this.#written.push(...done.map(({ item }) => item))
      return writes.filter(({ id }) => !written.has(id))
    } catch (error) {
      if (!(error instanceof TierError) || error.outcome !== 'refused') throw error
      if (others.length === 0) {
        report.reject(...rejected(first.rows, 'was refused by the record'))
        return []
      }
      const half = writes.length >> 1
      const overtaken = await this.#write(writes.slice(0, half), report)
      return [...overtaken, ...(await this.#write(writes.slice(half), report))]
    }
  }
}

function countAll<Item>(writes: readonly Planned<Item>[], report: Report): void {
  for (const { effects } of writes) for (const effect of effects) report.count(effect)
}

function rejected(rows: Lines, message: string): readonly Rejection[] {
  return rows.map(({ line }) => ({ line, message }))
}
