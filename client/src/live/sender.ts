/**
 * The leader tab's work: sends the queue in order, batch after batch, and keeps the confirmed cart up to date.
 * Invariant: what was sent stays in the queue, in the same form, until the server has said that it is decided.
 */
import { isTransient, PannierError } from '../problem.ts'
import { backoff } from '../request.ts'
import { numberBatch } from './batch.ts'
import { isLost, lose } from './lost.ts'
import type { Confirmed, Link, Ports, Pushed, Status } from './ports.ts'
import { type Batch, clientOf, newId, type Queue, settle, withClient, withoutForm } from './queue.ts'
import { adopt, isForeign, isNewer, readStored, update } from './store.ts'

/** Operations that follow each other within this time are sent together, except the first of them. */
const QUIET_MS = 250
/** An operation waits at most this long for others that follow it. */
const PACE_MS = 2000
/** The cart is read this often, because prices and stock change without a write of the cart. */
export const POLL_MS = 8000
/** Where sockets are blocked, one is tried this often. */
const MAX_SOCKET_DELAY_MS = 300_000

export interface SenderEvents {
  /** The stored values have changed. */
  changed(): void
  status(status: Status, problem: string | null): void
}

export interface Sender {
  /** Sends and reads until the signal aborts. */
  run(signal: AbortSignal): Promise<void>
  /** @param now true if the network or the page came back, so that nothing is delayed */
  wake(now: boolean): void
  /** Reads the cart, because a tab has become visible. */
  look(): void
}

export function senderOver({ storage, transport, clock }: Ports, events: SenderEvents): Sender {
  let link: Link | null = null
  let isOpening = false
  let socketFailures = 0
  let socketAt = 0
  let failures = 0
  let most = Number.POSITIVE_INFINITY
  let sentAt = Number.NEGATIVE_INFINITY
  let askedAt = Number.NEGATIVE_INFINITY
  let readAt = Number.NEGATIVE_INFINITY
  let mustRead = true
  let isHurried = false
  let woken = true
  let resume: (() => void) | null = null

  const rouse = () => {
    woken = true
    resume?.()
  }
  const readSoon = () => {
    mustRead = true
    rouse()
  }
  const unlink = () => {
    link?.close()
    link = null
  }

  /** A state that arrives before the answer may already contain operations that are still shown as pending. */
  const keep = async (state: Confirmed) => {
    const { confirmed: kept } = await update(storage, ({ queue, confirmed }) => {
      const isShown = confirmed && !isForeign(confirmed)
      const isAwaiting = isShown && queue.operations.some(({ sent, client }) => sent && !isLost(queue, client))
      if (isAwaiting) mustRead = true
      return !isAwaiting && isNewer(state, confirmed) ? { confirmed: state } : null
    })
    if (kept === state) events.changed()
  }

  const read = async () => {
    const { confirmed } = await readStored(storage)
    mustRead = false
    try {
      const state = await transport.read(confirmed?.etag ?? null)
      readAt = clock.now()
      if (state) await keep(state)
    } catch (error) {
      mustRead = true
      throw error
    }
  }

  /** Whether the refusal of a whole batch has been dealt with. */
  const isAnswered = async (error: unknown, client: string, count: number) => {
    if (!(error instanceof PannierError)) return false
    const { code, status, detail } = error
    // Every batch begins with the first operation that is not decided: a gap before it cannot be filled from here.
    if (code === 'unknown_client' || code === 'sequence_gap') {
      await update(storage, ({ queue }) => ({ queue: lose(queue, client) }))
    } else if (status === 400 || status === 413 || status === 422) {
      // The server cannot read one of the operations; send them one by one to find it.
      if (count > 1) most = 1
      else await update(storage, ({ queue }) => ({ queue: withoutForm(queue, code, detail) }))
    } else return false
    events.changed()
    return true
  }

  const push = async ({ client, operations }: Batch) => {
    if (link?.client !== client) unlink()
    let pushed: Pushed
    try {
      pushed = await (link ? link.push(operations) : transport.push(client, operations))
    } catch (error) {
      if (await isAnswered(error, client, operations.length)) return
      throw error
    }
    most = Number.POSITIVE_INFINITY
    readAt = clock.now()
    await update(storage, ({ queue, confirmed }) => ({
      queue: settle(queue, client, pushed.results, clock.now()),
      ...(isNewer(pushed.state, confirmed) && { confirmed: pushed.state }),
    }))
    events.changed()
  }

  /** Opens the socket while HTTP calls continue. */
  const openSocket = async () => {
    if (!transport.open || link || isOpening || clock.now() < socketAt) return
    isOpening = true
    const failed = () => {
      socketAt = clock.now() + backoff(++socketFailures, clock.random, MAX_SOCKET_DELAY_MS)
    }
    try {
      const { queue, confirmed } = await update(storage, (stored) => ({ queue: withClient(stored.queue, newId()) }))
      const opened = await transport.open({
        ...{ client: clientOf(queue), since: confirmed },
        onState: (state) => void keep(state),
        onClose() {
          if (link === opened) link = null
          failed()
          readSoon()
        },
      })
      link = opened
      socketFailures = 0
    } catch {
      failed()
    }
    isOpening = false
    if (!link) rouse()
  }

  /** @returns milliseconds until the next turn, which `wake` can bring forward; null to wait for `wake` */
  const turn = async () => {
    woken = false
    if (await adopt(storage, await transport.user())) {
      unlink()
      mustRead = true
      events.changed()
    }
    const { queue, confirmed } = await readStored(storage)
    // The cart shown is still the guest's, whose lines may have other ids in the user's cart. The user's cart may contain what
    // the guest has sent, so it must come with the answers to it.
    const repeats = confirmed && isForeign(confirmed) ? sentFirst(queue) : null
    if (repeats === 0) await read()
    const wait = Math.min(askedAt + QUIET_MS, sentAt + PACE_MS) - clock.now()
    if (queue.operations.length > 0 && wait > 0 && !isHurried) return wait
    const batch = await numberBatch(storage, Math.min(most, repeats || most))
    if (batch) {
      isHurried = false
      sentAt = clock.now()
      events.status('syncing', null)
      await push(batch)
      return 0
    }
    if (mustRead) await read()
    isHurried = false
    events.status('live', null)
    void openSocket()
    // Without a socket, the next turn opens one.
    return transport.open && !link && !isOpening ? Math.max(1, socketAt - clock.now()) : null
  }

  const failed = (error: unknown) => {
    const isOffline = isTransient(error)
    const code = error instanceof PannierError ? error.code : 'bad_answer'
    events.status(isOffline ? 'offline' : 'syncing', isOffline ? null : code)
    const delay = backoff(failures++, clock.random)
    return Math.max(delay, (error instanceof PannierError && error.retryAfterMs) || 0)
  }

  /** After a failure, only an event that may end the failure shortens the pause. */
  const pause = (ms: number | null) => {
    if (ms === 0 || (woken && failures === 0)) return null
    return new Promise<void>((resolve) => {
      const end = () => {
        cancel?.()
        resume = null
        resolve()
      }
      const cancel = ms === null ? null : clock.after(ms, end)
      resume = () => {
        if (failures === 0) end()
      }
    })
  }

  const wake = (now: boolean) => {
    if (now) {
      failures = 0
      socketFailures = 0
      socketAt = 0
      isHurried = true
      mustRead = true
    } else {
      // The first operation after a quiet time is sent at once.
      if (clock.now() - askedAt > QUIET_MS) isHurried = true
      askedAt = clock.now()
    }
    rouse()
  }

  return {
    async run(signal) {
      signal.addEventListener('abort', () => wake(true))
      while (!signal.aborted) {
        let delay: number | null
        try {
          delay = await turn()
          failures = 0
        } catch (error) {
          delay = failed(error)
        }
        if (!signal.aborted) await pause(delay)
      }
      unlink()
    },
    wake,
    look() {
      if (clock.now() - readAt >= POLL_MS - 500) readSoon()
    },
  }
}

/** The number of operations at the head of the queue that were sent and may have been applied. */
function sentFirst(queue: Queue): number {
  const end = queue.operations.findIndex(({ sent, client }) => !sent || isLost(queue, client))
  return end < 0 ? queue.operations.length : end
}
