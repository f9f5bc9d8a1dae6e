/**
 * The leader tab's work: sends the queue in order, batch after batch, and keeps the confirmed cart up to date.
 * Invariant: what was sent stays in the queue, in the same form, until the server has said that it is decided.
 */
import { isTransient, PannierError } from '../problem.ts'
import { backoff } from '../request.ts'
import { numberBatch } from './batch.ts'
import { isLost, lose } from './lost.ts'
import type { Confirmed, Link, Ports, Pushed, Status } from './ports.ts'
import { newId, settle, withClient, withoutForm } from './queue.ts'
import { adopt, isForeign, isNewer, readStored, update } from './store.ts'

/** Operations that follow each other within this time are sent together. */
const QUIET_MS = 250
/** An operation waits at most this long for others that follow it. */
const PACE_MS = 1000
/** The cart is read this often, because prices and stock change without a write of the cart. */
export const POLL_MS = 8000
const SOCKET_AGAIN_MS = [1000, 5000, 30_000, 300_000]

export interface SenderEvents {
  /** The stored values have changed. */
  changed(): void
  status(status: Status, problem: string | null): void
}

export class Sender {
  readonly #ports: Ports
  readonly #events: SenderEvents
  #link: Link | null = null
  #isOpening = false
  #socketFailures = 0
  #socketAt = 0
  #failures = 0
  #most = Number.POSITIVE_INFINITY
  #sentAt = Number.NEGATIVE_INFINITY
  #askedAt = Number.NEGATIVE_INFINITY
  #readAt = Number.NEGATIVE_INFINITY
  #mustRead = true
  #isHurried = false
  #woken = true
  #resume: (() => void) | null = null

  constructor(ports: Ports, events: SenderEvents) {
    this.#ports = ports
    this.#events = events
  }

  /** @param now true if the network or the page came back, so that nothing is delayed */
  wake(now: boolean): void {
    if (now) {
      this.#failures = 0
      this.#socketFailures = 0
      this.#socketAt = 0
      this.#isHurried = true
      this.#mustRead = true
    } else this.#askedAt = this.#ports.clock.now()
    this.#woken = true
    this.#resume?.()
  }

  /** Reads the cart, because a tab has become visible. */
  look(): void {
    if (this.#ports.clock.now() - this.#readAt < POLL_MS - 500) return
    this.#mustRead = true
    this.#woken = true
    this.#resume?.()
  }

  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.wake(true))
    while (!signal.aborted) {
      let delay: number | null
      try {
        delay = await this.#turn()
        this.#failures = 0
      } catch (error) {
        delay = this.#failed(error)
      }
      if (!signal.aborted) await this.#pause(delay)
    }
    this.#unlink()
  }

  #unlink(): void {
    this.#link?.close()
    this.#link = null
  }

  /** @returns milliseconds until the next turn, which `wake` can bring forward; null to wait for `wake` */
  async #turn(): Promise<number | null> {
    const { storage, transport, clock } = this.#ports
    this.#woken = false
    if (await adopt(storage, await transport.user())) {
      this.#unlink()
      this.#mustRead = true
      this.#events.changed()
    }
    const { queue, confirmed } = await readStored(storage)
    // The cart shown is still the guest's, whose lines may have other ids in the user's cart.
    if (confirmed && isForeign(confirmed)) await this.#read()
    const wait = Math.min(this.#askedAt + QUIET_MS, this.#sentAt + PACE_MS) - clock.now()
    if (queue.operations.length > 0 && wait > 0 && !this.#isHurried) return wait
    const batch = await numberBatch(storage, this.#most)
    if (batch) {
      this.#isHurried = false
      this.#sentAt = clock.now()
      this.#events.status('syncing', null)
      await this.#push(batch.client, batch.operations)
      return 0
    }
    if (this.#mustRead) await this.#read()
    this.#isHurried = false
    this.#events.status('live', null)
    void this.#open()
    return null
  }

  async #push(client: string, operations: Parameters<Link['push']>[0]): Promise<void> {
    const { storage, transport, clock } = this.#ports
    if (this.#link && this.#link.client !== client) this.#unlink()
    const link = this.#link
    let pushed: Pushed
    try {
      pushed = await (link ? link.push(operations) : transport.push(client, operations))
    } catch (error) {
      if (await this.#isAnswered(error, client, operations.length)) return
      throw error
    }
    this.#most = Number.POSITIVE_INFINITY
    this.#readAt = clock.now()
    await update(storage, ({ queue, confirmed }) => ({
      stored: {
        queue: settle(queue, client, pushed.results, clock.now()),
        confirmed: isNewer(pushed.state, confirmed) ? pushed.state : confirmed,
      },
      result: null,
    }))
    this.#events.changed()
  }

  /** Whether the refusal of a whole batch has been dealt with. */
  async #isAnswered(error: unknown, client: string, count: number): Promise<boolean> {
    if (!(error instanceof PannierError)) return false
    const { code, status, detail } = error
    const { storage } = this.#ports
    // Every batch begins with the first operation that is not decided: a gap before it cannot be filled from here.
    if (code === 'unknown_client' || code === 'sequence_gap') {
      await update(storage, ({ queue }) => ({ stored: { queue: lose(queue, client) }, result: null }))
    } else if (status === 400 || status === 413 || status === 422) {
      // The server cannot read one of the operations; send them one by one to find it.
      if (count > 1) this.#most = 1
      else await update(storage, ({ queue }) => ({ stored: { queue: withoutForm(queue, code, detail) }, result: null }))
    } else return false
    this.#events.changed()
    return true
  }

  async #read(): Promise<void> {
    const { storage, transport, clock } = this.#ports
    const { confirmed } = await readStored(storage)
    this.#mustRead = false
    try {
      const state = await transport.read(confirmed?.etag ?? null)
      this.#readAt = clock.now()
      if (state) await this.#keep(state)
    } catch (error) {
      this.#mustRead = true
      throw error
    }
  }

  /** A state that arrives before the answer may already contain operations that are still shown as pending. */
  async #keep(state: Confirmed): Promise<void> {
    const isKept = await update(this.#ports.storage, ({ queue, confirmed }) => {
      const isShown = confirmed && !isForeign(confirmed)
      const isAwaiting = isShown && queue.operations.some(({ sent, client }) => sent && !isLost(queue, client))
      if (isAwaiting) this.#mustRead = true
      const isNew = !isAwaiting && isNewer(state, confirmed)
      return { stored: isNew ? { confirmed: state } : null, result: isNew }
    })
    if (isKept) this.#events.changed()
  }

  /** Opens the socket while HTTP calls continue. */
  async #open(): Promise<void> {
    const { storage, transport, clock } = this.#ports
    if (!transport.open || this.#link || this.#isOpening || clock.now() < this.#socketAt) return
    this.#isOpening = true
    const failed = () => {
      this.#socketAt =
        clock.now() + (SOCKET_AGAIN_MS[Math.min(this.#socketFailures++, 3)] ?? 0) * (0.5 + clock.random())
    }
    try {
      const { client, confirmed } = await update(storage, (stored) => {
        const queue = withClient(stored.queue, newId)
        return { stored: { queue }, result: { client: queue.clients.at(-1)?.id ?? null, confirmed: stored.confirmed } }
      })
      const link = await transport.open({
        ...{ client, since: confirmed },
        onState: (state) => void this.#keep(state),
        onClose: () => {
          if (this.#link === link) this.#link = null
          failed()
          this.#mustRead = true
          this.#woken = true
          this.#resume?.()
        },
      })
      this.#link = link
      this.#socketFailures = 0
    } catch {
      failed()
    } finally {
      this.#isOpening = false
    }
  }

  #failed(error: unknown): number {
    const isOffline = isTransient(error)
    const code = error instanceof PannierError ? error.code : 'bad_answer'
    this.#events.status(isOffline ? 'offline' : 'syncing', isOffline ? null : code)
    const delay = backoff(this.#failures++, () => this.#ports.clock.random())
    return Math.max(delay, (error instanceof PannierError && error.retryAfterMs) || 0)
  }

  /** After a failure, only an event that may end the failure shortens the pause. */
  #pause(ms: number | null): Promise<void> {
    if (ms === 0 || (this.#woken && this.#failures === 0)) return Promise.resolve()
    return new Promise((resolve) => {
      const end = () => {
        cancel?.()
        this.#resume = null
        resolve()
      }
      const cancel = ms === null ? null : this.#ports.clock.after(ms, end)
      this.#resume = () => {
        if (this.#failures === 0) end()
      }
    })
  }
}
