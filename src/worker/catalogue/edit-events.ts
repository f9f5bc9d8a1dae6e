/**
 * Gives the events of edits of products and price rules to the public stream: at once after an edit, and every minute
 * from the audit. Invariant: the place of the reader moves only after the stream has accepted the events up to it, so
 * an edit whose request ended early, or an import, is reported by the schedule.
 */
import { describeError, type Log } from '../../contract/log.ts'
import type { AuditEntry } from '../../domain/audit.ts'
import { eventOfEdit } from '../../domain/catalogue/edit-events.ts'
import type { Objects } from '../../objects/objects.ts'
import type { Tiers } from '../../tiers/open.ts'

interface Reporting extends Pick<Tiers, 'record'> {
  readonly objects: Pick<Objects, 'acceptEvents'>
  readonly log: Log
}

const WATERMARK = 'edits'
/** Entries per page; each page makes at most one call to each shard. */
const PAGE = 250
/** Entries per run, so that a run stays within the subrequests of the smallest plan; the next run continues. */
const MAX_PER_RUN = 1_000
/** Transactions commit later than the time that they write, and clocks differ: each pass starts this much earlier. */
const OVERLAP_MS = 5 * 60_000

/** Fails open, because the schedule reports what is missing. */
export async function reportEdit({ objects, log }: Reporting, entry: AuditEntry): Promise<void> {
  try {
    await objects.acceptEvents(eventsOf([entry]))
  } catch (error) {
    log('warn', 'edits.left', { reason: describeError(error) })
  }
}

/** One run over the audit. Throws when the signal aborts, and when the record or the stream does not answer. */
export async function reportEdits(
  { record, objects, log }: Reporting,
  now: number,
  signal?: AbortSignal,
): Promise<void> {
  const stored = await record.getWatermark(WATERMARK)
  const begunAt = stored?.begunAt ?? now
  // A deployment without a place begins with the present: the edits before it had no events.
  let place = stored?.place ?? { updatedAt: now - OVERLAP_MS, sku: '' }
  let read = 0
  for (let isOver = false; !isOver && read < MAX_PER_RUN; ) {
    signal?.throwIfAborted()
    const page = await record.auditAfter({ at: place.updatedAt, id: place.sku }, PAGE)
    await objects.acceptEvents(eventsOf(page))
    read += page.length
    const last = page.at(-1)
    isOver = !last || page.length < PAGE
    place = last && !isOver ? { updatedAt: last.at, sku: last.id } : { updatedAt: begunAt - OVERLAP_MS, sku: '' }
    await record.putWatermark(WATERMARK, { place, begunAt: isOver ? null : begunAt })
  }
  log('debug', 'edits.read', { entries: read })
}

function eventsOf(entries: readonly AuditEntry[]) {
  return entries.flatMap((entry) => eventOfEdit(entry) ?? [])
}
