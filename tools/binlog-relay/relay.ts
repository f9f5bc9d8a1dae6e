/**
 * The relay as a whole: one side follows the binlog, the other tells the worker, and between them changes wait.
 * Invariant: the stored place moves on only when the worker has acknowledged everything before it.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { MOST_HOOK_PRODUCTS } from '../../src/contract/http/hooks.ts'
import { describeError, type Log } from '../../src/contract/log.ts'
import { Changes } from './changes.ts'
import { type Hook, type Notice, tell } from './hook.ts'
import { pause } from './pause.ts'
import { type Place, readPlace, writePlace } from './place.ts'
import { reachOf, Unusable } from './server.ts'
import { follow } from './stream.ts'

/** A transaction is in the binlog a moment before others can read what it wrote. */
const SETTLE_MS = 50

export interface RelayOptions {
  /** `mysql://user:password@host:port/database`. */
  readonly mysqlUrl: string
  readonly hook: Hook
  /** The file of the place. */
  readonly stateFile: string
  readonly log: Log
}

/** Relays until the signal aborts. Throws what only an operator can mend. */
export async function relay(options: RelayOptions, signal: AbortSignal): Promise<void> {
  const changes = new Changes()
  const failed = new AbortController()
  const either = AbortSignal.any([signal, failed.signal])
  const sides = [followOn(options, changes, either), tellOn(options, changes, either)]
  // One side without the other does nothing.
  for (const side of sides) side.catch(() => failed.abort())
  const outcomes = await Promise.allSettled(sides)
  const fault = outcomes.find((outcome) => outcome.status === 'rejected' && !isAbort(outcome.reason))
  if (fault?.status === 'rejected') throw fault.reason
}

/** Connects anew, for ever, from the place that was reached. */
async function followOn(options: RelayOptions, changes: Changes, signal: AbortSignal): Promise<void> {
  const { mysqlUrl: url, stateFile, log } = options
  // The server ends the stream of an earlier connection with the same number; no replica may have it.
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

/** The place, or the present end: for the first start, and when the server has thrown away what is behind the place. */
async function startingPlace({ mysqlUrl, stateFile, log }: RelayOptions, place: Place | null, changes: Changes) {
  const { end, has } = await reachOf(mysqlUrl)
  if (place !== null && has(place)) return place
  // Stored at once: what is edited from now on is sent, even if the relay dies before.
  if (place === null) await writePlace(stateFile, end)
  else {
    const reason = 'the binlog behind the stored place is gone; what was edited there is left to the change feed'
    log('error', 'binlog.gone', { alert: true, ...place, reason })
    // Lists and searches at least are read anew; caches of single products forget within a minute.
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
  for (let from = 0; from < skus.length; from += MOST_HOOK_PRODUCTS) {
    notices.push({ products: skus.slice(from, from + MOST_HOOK_PRODUCTS).map((sku) => ({ sku })) })
  }
  if (!categories) return notices
  const last = notices.pop() ?? { products: [] }
  return [...notices, { ...last, categories: true as const }]
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}
