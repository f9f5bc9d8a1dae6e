/**
 * Removes uploads that no product names, in two steps a day apart: set aside, where they are still served, then removed.
 * Invariant: an upload that a product names is never removed. An edit looks for the upload before it is written, and brings
 * it back from aside; so an edit that found it in its place is in the record when, a day later, the second step looks.
 */
import { auditEntry } from '../../domain/audit.ts'
import { type Media, mediaNamed } from '../../domain/media/name.ts'
import type { Ports } from '../ports.ts'
import type { MediaStore, Place } from './store.ts'

const DAY_MS = 24 * 3600_000
/** Each move makes three calls; the next run continues. */
const MAX_MOVES = 10
/** Each has an entry of the audit. */
const MAX_REMOVALS = 50
/** The first two hex digits of a name; one pair in each run, all of them in a round. */
const PAIRS = 256
/** The author of the audit's entries. */
const AUTHOR = { actor: 'schedule', reason: 'No product has named the image for a day.' }

type SweepPorts = Pick<Ports, 'media' | 'record' | 'audit' | 'log'>

/**
 * One page. A run that stops at any point leaves nothing to repair: the next one goes on.
 * @param turn number of the run
 */
export async function sweepMedia({ media: store, ...ports }: SweepPorts, turn: number, signal: AbortSignal) {
  if (!store) return
  const prefix = (turn % PAIRS).toString(16).padStart(2, '0')
  await sweepPrefix({ ...ports, media: store }, prefix, signal, Date.now())
}

/** @param prefix of the names; the empty one means all of them */
export async function sweepPrefix(
  { media: store, record, audit, log }: SweepPorts & { readonly media: MediaStore },
  prefix: string,
  signal: AbortSignal,
  now: number,
): Promise<void> {
  const idle = async (place: Place) => {
    const old = (await store.list(place, prefix)).filter(({ uploadedAt }) => uploadedAt < now - DAY_MS)
    const uploads = old.flatMap(({ name }) => mediaNamed(name) ?? [])
    // The record is read after the list, so that it has every edit that was answered before.
    const named = new Set(await record.namedMedia(uploads))
    return { named: uploads.filter((each) => named.has(each)), idle: uploads.filter((each) => !named.has(each)) }
  }
  // First what was set aside by an earlier run, so that one run never does both steps to an upload.
  const aside = await idle('aside')
  for (const media of aside.named.slice(0, MAX_MOVES)) {
    signal.throwIfAborted()
    await store.move(media, 'aside', 'media')
  }
  await remove(aside.idle.slice(0, MAX_REMOVALS))
  const unused = (await idle('media')).idle.slice(0, MAX_MOVES)
  for (const media of unused) {
    signal.throwIfAborted()
    await store.move(media, 'media', 'aside')
  }
  const [removed, set, back] = [Math.min(aside.idle.length, MAX_REMOVALS), unused.length, aside.named.length]
  if (removed + set + back > 0) log('info', 'media.swept', { removed, aside: set, back })

  async function remove(gone: readonly Media[]): Promise<void> {
    const entries = gone.map(({ name }) => auditEntry(AUTHOR, 'delete', `media:${name}`, {}, now))
    await audit.begin(entries.map((entry) => ({ ...entry, outcome: 'unknown' as const })))
    await store.remove(
      'aside',
      gone.map(({ name }) => name),
    )
    await audit.end(entries)
  }
}
