/**
 * Time and chance of a simulated world: a virtual clock, one seeded stream of random numbers, and a queue of events.
 * Invariant: the same seed runs the same events in the same order; no real clock, timer or entropy takes part.
 */
import { Clocks } from './clocks.ts'

export interface Event {
  readonly at: number
  readonly order: number
  readonly label: string
  readonly run: () => void | Promise<void>
  cancelled: boolean
}

const START_MS = Date.UTC(2026, 10, 22)

export class Scheduler {
  /** True time, in milliseconds since 1970. */
  time = START_MS
  /** The error of every clock of the system, in milliseconds. */
  skewMs = 0
  readonly clocks = new Clocks()
  /** Called with each event before it runs. */
  trace: ((line: string) => void) | null = null
  steps = 0
  readonly #heap: Event[] = []
  readonly #real = new Set<Promise<unknown>>()
  #orders = 0
  #fault: { readonly error: unknown } | null = null
  #state: number

  constructor(seed: number) {
    this.#state = (seed ^ 0x9e3779b9) >>> 0
    for (let warm = 0; warm < 4; warm++) this.random()
  }

  /** The time on a clock of the system: an object's, by its name, or a clock that was never set. */
  wall(name = ''): number {
    return Math.round(this.time + this.skewMs + this.clocks.offset(name))
  }

  /** A number in [0, 1), by mulberry32. */
  random(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }

  /** Draws nothing if the answer is certain, so that a disabled fault leaves a history unchanged. */
  chance(probability: number): boolean {
    if (probability <= 0) return false
    return probability >= 1 || this.random() < probability
  }

  between(low: number, high: number): number {
    return low + Math.floor(this.random() * (high - low + 1))
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.between(0, items.length - 1)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }

  in(delayMs: number, label: string, run: () => void | Promise<void>): Event {
    const event: Event = { at: this.time + Math.max(0, delayMs), order: this.#orders++, label, run, cancelled: false }
    this.#push(event)
    return event
  }

  /** The time of the next event, or null if there is none. */
  next(): number | null {
    while (this.#heap[0]?.cancelled) this.#pop()
    return this.#heap[0]?.at ?? null
  }

  /** Work that takes real time at a real server: no event runs before it ends. */
  hold<Value>(work: Promise<Value>): Promise<Value> {
    const over = work.then(
      () => {},
      () => {},
    )
    this.#real.add(over)
    return work.finally(() => this.#real.delete(over))
  }

  /** Runs the next event and everything that follows from it at once. */
  async step(): Promise<void> {
    this.next()
    const event = this.#pop()
    if (!event) return
    this.time = Math.max(this.time, event.at)
    await this.run(event.label, event.run)
  }

  async run(label: string, work: () => void | Promise<void>): Promise<void> {
    this.steps++
    this.trace?.(`${new Date(this.time).toISOString()} ${label}`)
    // This is not awaited, because the work may end many events later. A fault of the world itself ends the history.
    Promise.resolve(work()).catch((error: unknown) => {
      this.#fault ??= { error }
    })
    await turn()
    while (this.#real.size > 0) {
      await Promise.all(this.#real)
      await turn()
    }
    if (this.#fault) throw this.#fault.error
  }

  #push(event: Event): void {
    const heap = this.#heap
    let place = heap.push(event) - 1
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (!sooner(event, heap[parent])) break
      heap[place] = heap[parent] as Event
      place = parent
    }
    heap[place] = event
  }

  #pop(): Event | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (!first || !last || heap.length === 0) return first
    let place = 0
    for (;;) {
      let child = 2 * place + 1
      const right = heap[child + 1]
      if (right && sooner(right, heap[child])) child++
      const candidate = heap[child]
      if (!candidate || !sooner(candidate, last)) break
      heap[place] = candidate
      place = child
    }
    heap[place] = last
    return first
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function sooner(a: Event, b: Event | undefined): boolean {
  return b === undefined || a.at < b.at || (a.at === b.at && a.order < b.order)
}
