/**
 * Views, adds and purchases of one isolate, gathered into batches and sent one message a batch. Invariant: a batch that
 * may have arrived is sent again as it was, under its id, and never merged into another. What an isolate still gathers
 * when it ends is lost: a ranking can bear that, so nothing of it touches a disk before the queue.
 */
import { type HeatMessage, heatMessageOf } from '../../contract/heat-message.ts'
import { describeError, type Log } from '../../contract/log.ts'
import { dayOf, type HeatBatch, type HeatKind, Tally } from '../../domain/heat.ts'
import type { Defer } from '../../tiers/read-through.ts'

export interface GathererPorts {
  readonly queue: Pick<Queue<HeatMessage>, 'sendBatch'>
  /** Keeps work going behind the answer; the platform ends it after 30 s. */
  readonly defer: Defer
  readonly log: Log
  now(): number
  pause(ms: number): Promise<void>
}

/** How long ordinary events are gathered: then the batch is sent by the request that began it. */
export const GATHER_MS = 5_000
/** After a failure the same request tries again at these pauses; GATHER_MS and all of them stay within its 30 s. */
const RETRY_PAUSES_MS = [1_000, 2_000, 4_000, 8_000]
const LONGEST_PAUSE_MS = 60_000
/** A send that has not settled by then belongs to a request that was cancelled. */
const FLIGHT_MS = 10_000
/** Of 256 KB that the queue takes at once, at most 78 KB each. */
const BATCHES_PER_SEND = 3
/** Some megabytes at worst. Beyond it new events are let go: what is held is never merged or counted twice. */
export const MOST_HELD = 20

const URGENT: ReadonlySet<HeatKind> = new Set(['purchase'])

export class Gatherer {
  readonly #ports: GathererPorts
  #open: Tally | null = null
  #held: readonly HeatBatch[] = []
  /** The open batch is not to wait. */
  #isUrgent = false
  #failures = 0
  /** Until then nothing is sent: a send is under way, or the queue refuses. */
  #quietUntil = 0
  #letGo = 0

  constructor(ports: GathererPorts) {
    this.#ports = ports
  }

  /** Counts one event of each SKU. Within a request only: its `waitUntil` carries the sending. */
  note(kind: HeatKind, ...skus: readonly string[]): void {
    const now = this.#ports.now()
    const day = dayOf(now)
    for (const sku of skus) {
      const tally = this.#tallyFor(sku, day, now)
      if (tally) tally.add(kind, sku)
      else this.#letGo++
    }
    if (URGENT.has(kind)) this.#isUrgent = true
    // Also what is left of a request that was cancelled, or of a queue that refused.
    if ((this.#held.length > 0 || this.#isDue(now)) && !this.#isQuiet()) this.#ports.defer(this.#send())
  }

  /** The open batch if it takes the event, else a new one; null when no more can be held. */
  #tallyFor(sku: string, day: number, now: number): Tally | null {
    if (this.#open?.takes(sku, day)) return this.#open
    if (this.#open && this.#held.length >= MOST_HELD) return null
    this.#seal()
    const tally = new Tally(now)
    this.#open = tally
    this.#ports.defer(this.#sendLater(tally))
    return tally
  }

  #isDue(now: number): boolean {
    if (!this.#open) return false
    const age = now - this.#open.since
    // A negative age: the clock went back.
    return this.#isUrgent || age >= GATHER_MS || age < 0
  }

  #seal(): void {
    if (this.#open) this.#held = [...this.#held, this.#open.seal(crypto.randomUUID())]
    this.#open = null
    this.#isUrgent = false
  }

  async #sendLater(tally: Tally): Promise<void> {
    const { pause } = this.#ports
    await pause(GATHER_MS)
    for (const ms of RETRY_PAUSES_MS) {
      if (!this.#isQuiet()) await this.#send()
      if (this.#open !== tally && this.#held.length === 0) return
      await pause(ms)
    }
  }

  /** Never throws. What the queue did not take for sure stays held, and the open batch goes on gathering behind it. */
  async #send(): Promise<void> {
    const { queue, now, log } = this.#ports
    this.#quietUntil = now() + FLIGHT_MS
    try {
      for (;;) {
        if (this.#held.length === 0 && this.#isDue(now())) this.#seal()
        const some = this.#held.slice(0, BATCHES_PER_SEND)
        if (some.length === 0) break
        await queue.sendBatch(some.map((batch) => ({ body: heatMessageOf(batch) })))
        this.#held = this.#held.filter((batch) => !some.includes(batch))
      }
      this.#failures = 0
      this.#quietUntil = 0
    } catch (error) {
      this.#quietUntil = now() + Math.min(LONGEST_PAUSE_MS, 1_000 * 2 ** this.#failures++)
      const fields = { batches: this.#held.length, letGo: this.#letGo, reason: describeError(error) }
      log('warn', 'heat.held', fields)
    }
  }

  /** A clock that went back must not make it quiet for longer than the longest pause. */
  #isQuiet(): boolean {
    const left = this.#quietUntil - this.#ports.now()
    return left > 0 && left <= LONGEST_PAUSE_MS
  }
}
