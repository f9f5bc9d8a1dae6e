/**
 * Refuses requests at once when this isolate has more of them than it can answer in time. Otherwise each request would
 * wait behind others whose clients no longer wait, and none would be answered in time.
 * Invariants: an admitted request finds at most as many before it as were answered within the time allowed for its
 * class a moment ago; a few are always admitted, so that the isolate notices when it has become fast again; slow
 * requests of one class do not refuse another class; the order of refusal is that of the table of policies.
 */
import { unavailable } from '../../contract/problem.ts'
import { type Metrics, Registry } from '../../domain/metrics/registry.ts'
import { POLICIES, ROUTE_CLASSES, type RouteClass } from '../../domain/policy/table.ts'
import { withDeadline } from '../../tiers/calls/deadline.ts'

/** This many requests of a class are always admitted, even if they are slow. */
const ALWAYS_ADMITTED = 32
/** A request that is older than this was cancelled with its client's connection, so it never ends, in ms. */
const CANCELLED_MS = 15_000
/**
 * Time over which answers are counted, in ms: short, because hundreds of requests can arrive before the first count.
 */
const WINDOW_MS = 200
/** A rate that is older than this does not predict the next burst, in ms. */
const OUTDATED_MS = 5_000
/**
 * Until the rate is known, at most as many requests are under way as would be answered in time at this cost of each, in
 * ms; the rest of a burst waits for their answers. It is the cost of a checkout on a slow disk.
 */
const ASSUMED_COST_MS = 20
/** The longest wait for the rate, in ms: a healthy isolate has given many answers by then. */
const HOLD_MS = 2_000
/** A class counts as overloaded for this long after a refusal, in ms. */
const SHEDDING_MS = 10_000

export class Overload {
  readonly #maxWaitMs: number
  readonly #now: () => number
  readonly #metrics: Metrics
  readonly #queues = new Map<RouteClass, Queue>()
  readonly #refusedAt = new Map<RouteClass, number>()

  /** @param maxWaitMs the longest expected wait of a cart's request; 0 admits every request. @param now time in ms */
  constructor(maxWaitMs: number, now: () => number, metrics: Metrics = new Registry()) {
    this.#maxWaitMs = maxWaitMs || Number.POSITIVE_INFINITY
    this.#now = now
    this.#metrics = metrics
    for (const its of ROUTE_CLASSES) {
      const { patience } = POLICIES[its]
      if (patience !== null) this.#queues.set(its, new Queue(now, patience * this.#maxWaitMs))
    }
  }

  /**
   * Returns the function to call when the request is answered; null for a class that is always admitted. A promise only
   * in a burst at an isolate that does not know its rate yet. Throws a Problem, synchronously or in the promise.
   */
  enter(its: RouteClass): (() => void) | null | Promise<() => void> {
    const queue = this.#queues.get(its)
    if (!queue) return null
    return queue.mustHold() ? queue.hold().then(() => this.#enter(its, queue)) : this.#enter(its, queue)
  }

  isShedding(its: RouteClass): boolean {
    return this.#now() - (this.#refusedAt.get(its) ?? Number.NEGATIVE_INFINITY) < SHEDDING_MS
  }

  #enter(its: RouteClass, queue: Queue): () => void {
    const waitMs = queue.expectedWaitMs()
    if (waitMs <= queue.patienceMs) return queue.enter()
    this.#refusedAt.set(its, this.#now())
    this.#metrics.counter('shed_total', { class: its }).add()
    const seconds = Math.ceil(Math.min(waitMs, MAX_RETRY_MS) / 1000)
    throw unavailable('The server has more requests than it can answer in time.', seconds)
  }
}

const MAX_RETRY_MS = 30_000

/** The requests of one class that are under way, and how fast they are answered while there are many. */
class Queue {
  readonly #now: () => number
  /** Oldest first. */
  readonly #underWay = new Set<{ readonly startedAt: number }>()
  /** Answers in each ms, smoothed; null before the first window and when it is outdated. */
  #rate: number | null = null
  #windowAt = 0
  #answered = 0
  /** When the number of requests became high, and the answers since then. */
  #burstAt = 0
  #burstAnswers = 0
  /** The number of requests under way while the rate is unknown. */
  readonly #bound: number
  readonly patienceMs: number
  /** Requests that wait for the first answers, oldest first. */
  readonly #held = new Set<() => void>()

  constructor(now: () => number, patienceMs: number) {
    this.#now = now
    this.patienceMs = patienceMs
    this.#bound = Math.max(ALWAYS_ADMITTED, Math.ceil(patienceMs / ASSUMED_COST_MS))
  }

  expectedWaitMs(): number {
    if (this.#underWay.size < ALWAYS_ADMITTED) return 0
    const now = this.#now()
    this.#dropCancelled(now)
    if (this.#underWay.size < ALWAYS_ADMITTED || this.#isUnknown(now)) return 0
    return this.#underWay.size / this.#rateAt(now)
  }

  mustHold(): boolean {
    return this.#underWay.size >= this.#bound && this.#isUnknown(this.#now())
  }

  /** Resolves when there is room, when the rate is known, or {@link HOLD_MS} after the burst began. */
  async hold(): Promise<void> {
    const waitMs = Math.max(1, this.#burstAt + HOLD_MS - this.#now())
    let resolve = () => {}
    const turn = new Promise<void>((settle) => {
      resolve = settle
    })
    this.#held.add(resolve)
    await withDeadline(waitMs, () => turn).catch(() => {})
    this.#held.delete(resolve)
  }

  #dropCancelled(now: number): void {
    for (const request of this.#underWay) {
      if (now - request.startedAt < CANCELLED_MS) break
      this.#underWay.delete(request)
    }
  }

  #isUnknown(now: number): boolean {
    return this.#rate === null && now - this.#burstAt < HOLD_MS
  }

  /** A woken request decides again by itself; those that were cancelled meanwhile never do. */
  #wake(): void {
    if (this.#held.size === 0) return
    let room = this.#isUnknown(this.#now()) ? this.#bound - this.#underWay.size : this.#held.size
    for (const resolve of this.#held) {
      if (room-- <= 0) return
      this.#held.delete(resolve)
      resolve()
    }
  }

  enter(): () => void {
    const request = { startedAt: this.#now() }
    this.#underWay.add(request)
    // A time with few requests does not show how many could be answered.
    if (this.#underWay.size === ALWAYS_ADMITTED) {
      if (request.startedAt - this.#windowAt > OUTDATED_MS) this.#rate = null
      this.#burstAt = request.startedAt
      this.#burstAnswers = 0
      this.#startWindow(request.startedAt)
    }
    return () => this.#leave(request)
  }

  #leave(request: { readonly startedAt: number }): void {
    const isBusy = this.#underWay.size >= ALWAYS_ADMITTED
    const now = this.#now()
    this.#underWay.delete(request)
    this.#answered++
    if (this.#isUnknown(now)) this.#learn(now)
    else if (isBusy && now - this.#windowAt >= WINDOW_MS) {
      this.#rate = this.#rateAt(now)
      this.#startWindow(now)
    }
    this.#wake()
  }

  /**
   * The requests under way when the burst began spend the latency together, so their answers say nothing of the rate;
   * those that took their places do.
   */
  #learn(now: number): void {
    this.#burstAnswers++
    if (this.#burstAnswers === this.#bound) this.#startWindow(now)
    if (this.#burstAnswers < 2 * this.#bound) return
    this.#rate = this.#answered / Math.max(1, now - this.#windowAt)
    this.#startWindow(now)
  }

  #rateAt(now: number): number {
    const elapsedMs = now - this.#windowAt
    if (this.#rate !== null) return (this.#answered + this.#rate * WINDOW_MS) / (elapsedMs + WINDOW_MS)
    return this.#burstAnswers / (now - this.#burstAt)
  }

  #startWindow(now: number): void {
    this.#windowAt = now
    this.#answered = 0
  }
}
