/**
 * Runs the relay: one loop follows the binlog, another one sends notices to the worker, and changes wait between them.
 * Invariant: the stored place advances only after the worker has acknowledged everything before it.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { MAX_HOOK_PRODUCTS } from '../../src/contract/http/hooks.ts'
import { describeError, type Log } from '../../src/contract/log.ts'
import { Changes } from './changes.ts'
import { type Hook, type Notice, tell } from './hook.ts'
import { pause } from './pause.ts'
import { type Place, readPlace, writePlace } from './place.ts'
import { reachOf, Unusable } from './server.ts'
import { follow } from './stream.ts'

/** A transaction is in the binlog slightly before other connections can read its rows, so notices wait this long. */
const SETTLE_MS = 50

export interface RelayOptions {
  /** `mysql://user:password@host:port/database`. */
  readonly mysqlUrl: string
  readonly hook: Hook
  /** Path of the file that stores the place. */
  readonly stateFile: string
  readonly log: Log
}

/** Relays until the signal aborts. Throws errors that only an operator can correct. */
export async function relay(options: RelayOptions, signal: AbortSignal): Promise<void> {
  const changes = new Changes()
  const failed = new AbortController()
  const either = AbortSignal.any([signal, failed.signal])
  const sides = [followOn(options, changes, either), tellOn(options, changes, either)]
  // Neither loop is useful without the other, so a failure of one ends both.
  for (const side of sides) side.catch(() => failed.abort())
  const outcomes = await Promise.allSettled(sides)
  const fault = outcomes.find((outcome) => outcome.status === 'rejected' && !isAbort(outcome.reason))
  if (fault?.status === 'rejected') throw fault.reason
}

/** Follows the binlog and reconnects after each failure, from the last place that was reached. */
async function followOn(options: RelayOptions, changes: Changes, signal: AbortSignal): Promise<void> {
  const { mysqlUrl: url, stateFile, log } = options
  // A server id must be unique among replicas: the server ends an older stream that has the same id.
  const serverId = 2 ** 31 + Math.floor(Math.random() * 2 ** 31)
  let place = await readPlace(stateFile)
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      const from = await startingPlace(options, place, changes)
      place = from
      const onChange: Changes['add'] = (changed) => {
        failures = 0
        place = changed.place
        changes.add(changed)
      }
      log('info', 'binlog.following', { ...from })
      await follow({ url, serverId, from, log, onChange }, signal)
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof Unusable) throw error
      log('warn', 'binlog.lost', { reason: describeError(error), failures })
      await pause(failures, signal)
    }
  }
}

/** @returns the stored place; the present end on the first start, and when the server has purged the log there */
async function startingPlace({ mysqlUrl, stateFile, log }: RelayOptions, place: Place | null, changes: Changes) {
  const { end, has } = await reachOf(mysqlUrl)
  if (place !== null && has(place)) return place
  // The end is stored at once, so that edits from now on are sent even if the relay stops before the first notice.
  if (place === null) await writePlace(stateFile, end)
  else {
    const reason = 'the binlog after the stored place was purged; the change feed picks up the edits that were in it'
    log('error', 'binlog.gone', { alert: true, ...place, reason })
    // This refreshes lists and searches; cached products expire within a minute.
    changes.add({ skus: [], categories: true, place: end })
  }
  return end
}

async function tellOn({ hook, stateFile, log }: RelayOptions, changes: Changes, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const changed = await changes.next(signal)
    if (changed === null || signal.aborted) continue
    await wait(SETTLE_MS, undefined, { signal })
    for (const notice of noticesOf(changed)) {
      const tries = await tell(hook, notice, signal)
      const { products, categories = false } = notice
      log('info', 'notice.acknowledged', { products: products.length, categories, tries })
    }
    await writePlace(stateFile, changed.place)
  }
}

function noticesOf({ skus, categories }: { readonly skus: readonly string[]; readonly categories: boolean }) {
  const notices: Notice[] = []
  for (let from = 0; from < skus.length; from += MAX_HOOK_PRODUCTS) {
    notices.push({ products: skus.slice(from, from + MAX_HOOK_PRODUCTS).map((sku) => ({ sku })) })
  }
  if (!categories) return notices
  const last = notices.pop() ?? { products: [] }
  return [...notices, { ...last, categories: true as const }]
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}
