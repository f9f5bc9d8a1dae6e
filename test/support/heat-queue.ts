/**
 * A gatherer with its own clock, in front of a queue that may refuse a batch, with or without having accepted it, and
 * that delivers at least once and in any order.
 */
import type { HeatMessage } from '../../src/contract/heat-message.ts'
import { Gatherer } from '../../src/worker/heat/gatherer.ts'

export interface SendFaults {
  /** Share of sends that fail before they took effect. */
  readonly refused: number
  /** Share of sends that took effect and still fail. */
  readonly unanswered: number
  readonly random: () => number
}

const NONE: SendFaults = { refused: 0, unanswered: 0, random: () => 1 }

interface Timer {
  readonly at: number
  readonly ring: () => void
}

export class HeatWorld {
  readonly sent: HeatMessage[] = []
  now: number
  sends = 0
  faults = NONE
  readonly #timers = new Set<Timer>()
  readonly #work = new Set<Promise<unknown>>()

  constructor(now: number) {
    this.now = now
  }

  isolate(): Gatherer {
    return new Gatherer({
      queue: { sendBatch: (batch) => this.#send([...batch].map(({ body }) => body)) },
      now: () => this.now,
      pause: (ms) =>
        new Promise((resolve) => {
          this.#timers.add({ at: this.now + ms, ring: resolve })
        }),
      defer: (work) => {
        this.#work.add(work)
        work.finally(() => this.#work.delete(work)).catch(() => {})
      },
      log: () => {},
    })
  }

  /** Advances the clock and rings every timer at its due time. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms
    for (;;) {
      await this.#settle()
      const next = [...this.#timers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0]
      if (!next) break
      this.#timers.delete(next)
      this.now = Math.max(this.now, next.at)
      next.ring()
    }
    this.now = end
  }

  async #send(bodies: readonly HeatMessage[]) {
    this.sends++
    const { refused, unanswered, random } = this.faults
    const luck = random()
    if (luck < refused) throw new Error('the queue refuses')
    // The queue copies a message at the time of the send.
    this.sent.push(...structuredClone(bodies))
    if (luck < refused + unanswered) throw new Error('no answer')
    return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } }
  }

  /** Waits for all work that needs no time: a macrotask comes after every chain of promises. */
  async #settle(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
}
