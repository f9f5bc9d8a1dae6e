/**
 * Gathers the views, adds and purchases of one isolate into batches and sends one message for each batch. Invariant: a
 * batch that may have arrived is sent again unchanged, under its id, and never merged into another. Events that an
 * isolate has not sent when it ends are lost: rankings tolerate that, so events are not stored before the queue.
 */
import { type HeatMessage, heatMessageOf } from '../../contract/heat-message.ts'
import { describeError, type Log } from '../../contract/log.ts'
import { dayOf, type HeatBatch, type HeatKind, Tally } from '../../domain/heat.ts'
import type { Defer } from '../../tiers/read-through.ts'

export interface GathererPorts {
  readonly queue: Pick<Queue<HeatMessage>, 'sendBatch'>
  /** Keeps work running after the answer; the platform ends it after 30 s. */
  readonly defer: Defer
  readonly log: Log
  now(): number
  pause(ms: number): Promise<void>
}

/** Ordinary events are gathered for this long; then the request that began the batch sends it. */
export const GATHER_MS = 5_000
/** Pauses between the tries of one request; GATHER_MS and all pauses together stay within its 30 s. */
const RETRY_PAUSES_MS = [1_000, 2_000, 4_000, 8_000]
const MAX_PAUSE_MS = 60_000
/** A send that has not settled by then belonged to a cancelled request. */
const FLIGHT_MS = 10_000
/** The queue accepts 256 KB in one call; a batch has at most 78 KB. */
const BATCHES_PER_SEND = 3
/** Bounds memory to some megabytes. Further events are dropped, because held batches must not be merged. */
export const MAX_HELD = 20

const URGENT: ReadonlySet<HeatKind> = new Set(['purchase'])

export class Gatherer {
  readonly #ports: GathererPorts
  #open: Tally | null = null
  #held: readonly HeatBatch[] = []
  /** The open batch must be sent without waiting for GATHER_MS. */
  #isUrgent = false
  #failures = 0
  /** No send starts before this time: another send is running, or the queue refuses. */
  #quietUntil = 0
  #letGo = 0

  constructor(ports: GathererPorts) {
    this.#ports = ports
  }

  /** Counts one event of each SKU. Call it only within a request, whose `waitUntil` carries the send. */
  note(kind: HeatKind, ...skus: readonly string[]): void {
    const now = this.#ports.now()
    const day = dayOf(now)
    for (const sku of skus) {
      const tally = this.#tallyFor(sku, day, now)
      if (tally) tally.add(kind, sku)
      else this.#letGo++
    }
    if (URGENT.has(kind)) this.#isUrgent = true
    // This also sends batches left over from a cancelled request or a failed send.
    if ((this.#held.length > 0 || this.#isDue(now)) && !this.#isQuiet()) this.#ports.defer(this.#send())
  }

  /** The open batch if it accepts the event, else a new one; null when no further batch can be held. */
  #tallyFor(sku: string, day: number, now: number): Tally | null {
    if (this.#open?.takes(sku, day)) return this.#open
    if (this.#open && this.#held.length >= MAX_HELD) return null
    this.#seal()
    const tally = new Tally(now)
    this.#open = tally
    this.#ports.defer(this.#sendLater(tally))
    return tally
  }

  #isDue(now: number): boolean {
    if (!this.#open) return false
    const age = now - this.#open.since
    // A negative age means that the clock went back.
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

  /** Never throws. Batches that the queue has not certainly accepted stay held, and the open batch keeps gathering. */
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
      this.#quietUntil = now() + Math.min(MAX_PAUSE_MS, 1_000 * 2 ** this.#failures++)
      const fields = { batches: this.#held.length, letGo: this.#letGo, reason: describeError(error) }
      log('warn', 'heat.held', fields)
    }
  }

  /** A clock that went back must not extend the pause beyond the longest pause. */
  #isQuiet(): boolean {
    const left = this.#quietUntil - this.#ports.now()
    return left > 0 && left <= MAX_PAUSE_MS
  }
}
