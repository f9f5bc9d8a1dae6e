/**
 * The sweep: calls every object that has had unfinished work for other objects in the record for an hour or longer, and
 * those that ended lately, so that an object whose alarm the platform lost continues. A call suffices, because an
 * object that wakes arms its alarm. Invariant: a page is bounded by the subrequests of the smallest plan, and the next
 * run continues where it ended.
 */

import type { AggregateName } from '../../contract/http/visits.ts'
import { describeError, type Log } from '../../contract/log.ts'
import type { AggregateObject } from '../../contract/rpc/aggregate.ts'
import { KINDS, type Kind } from '../../domain/copy.ts'
import type { Tiers } from '../../tiers/open.ts'
import type { AggregateIds, IdQuery } from '../../tiers/record/aggregate-ids.ts'
import { each } from '../each.ts'

/** Together with the queries of a page, this stays below the 50 subrequests of the smallest plan. */
const CALLS_PER_PAGE = 40
const LONG_MS = 3600_000
/** Only younger tombstones are swept; older ones are confirmed, or their object has raised an alert. */
const ENDED_MS = 3 * 24 * 3600_000
const WATERMARK = 'sweep'

const STAGES: readonly { readonly kind: Kind; readonly of: 'owing' | 'ended' }[] = [
  ...KINDS.map((kind) => ({ kind, of: 'owing' as const })),
  ...KINDS.map((kind) => ({ kind, of: 'ended' as const })),
]

/** The place where a sweep continues: the stage, and the last id that was called in it. */
export interface SweepPlace {
  readonly stage: number
  readonly afterId: string
}

export const SWEEP_START: SweepPlace = { stage: 0, afterId: '' }

/** The part of the Worker that a page needs. */
export interface SweepPorts {
  readonly record: Pick<AggregateIds, 'listIds'>
  readonly objects: { aggregate(kind: Kind, id: string): Pick<AggregateObject, 'tend'> }
  readonly log: Log
}

export interface SweepPage {
  readonly called: number
  readonly failed: readonly AggregateName[]
  /** Null at the end of the sweep. */
  readonly next: SweepPlace | null
}

/** Calls the objects of one page; an object that does not answer is left to the next sweep. Throws TierError. */
export async function sweepPage(
  { record, objects, log }: SweepPorts,
  place: SweepPlace,
  now: number,
): Promise<SweepPage> {
  const stage = STAGES[place.stage]
  if (!stage) return { called: 0, failed: [], next: null }
  const { kind, of } = stage
  const before = now - LONG_MS
  const which: IdQuery = of === 'owing' ? { of, before } : { of, before, from: before - ENDED_MS }
  const ids = await record.listIds(kind, which, CALLS_PER_PAGE, place.afterId)
  const failed: AggregateName[] = []
  await each(ids, async (id) => {
    try {
      await objects.aggregate(kind, id).tend()
    } catch (error) {
      failed.push(`${kind}:${id}`)
      log('warn', 'sweep.call_failed', { kind, reason: describeError(error) })
    }
  })
  if (ids.length > 0) log('info', 'sweep.called', { kind, of, called: ids.length, failed: failed.length })
  const last = ids.at(-1)
  const isOver = last === undefined || ids.length < CALLS_PER_PAGE
  const next = isOver ? { stage: place.stage + 1, afterId: '' } : { stage: place.stage, afterId: last }
  return { called: ids.length, failed, next: next.stage < STAGES.length ? next : null }
}

/** Runs once a day: starts the sweep from the beginning. */
export async function beginSweep({ record }: Pick<Tiers, 'record'>): Promise<void> {
  await putPlace(record, SWEEP_START)
}

/** Runs every minute: reads pages until one had an object to call, or the sweep is over. */
export async function continueSweep(ports: SweepPorts & Pick<Tiers, 'record'>, signal: AbortSignal): Promise<void> {
  const mark = await ports.record.getWatermark(WATERMARK)
  let place = mark?.begunAt == null ? null : parsePlace(mark.place.sku)
  if (place === null) return
  for (let called = 0; place !== null && called === 0; ) {
    signal.throwIfAborted()
    const page: SweepPage = await sweepPage(ports, place, Date.now())
    place = page.next
    called = page.called
  }
  await putPlace(ports.record, place)
}

async function putPlace(record: Tiers['record'], place: SweepPlace | null): Promise<void> {
  const now = Date.now()
  const sku = place === null ? '' : formatPlace(place)
  await record.putWatermark(WATERMARK, { place: { updatedAt: now, sku }, begunAt: place === null ? null : now })
}

export function formatPlace({ stage, afterId }: SweepPlace): string {
  return `${stage}:${afterId}`
}

/** Null when the text is not a place. */
export function parsePlace(text: string): SweepPlace | null {
  const [, stage, afterId = ''] = /^(\d{1,2}):(.{0,128})$/.exec(text) ?? []
  return stage === undefined ? null : { stage: Number(stage), afterId }
}
