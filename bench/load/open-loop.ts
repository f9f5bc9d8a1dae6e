/**
 * The open-loop generator. Clients send one operation at a time. An operation that has no answer by its deadline, or
 * that becomes due when too many are unfinished, is an error and counts with its time of waiting. Invariant: an
 * operation is due at its fixed time, however slow the answers are, and its latency counts from that time, including
 * any wait.
 */
import type { Answer } from '../driver.ts'
import { Latencies } from './histogram.ts'
import type { Operation, Outcome } from './journal.ts'

export interface OpenLoop {
  readonly operations: readonly Operation[]
  readonly perSecond: number
  readonly clients: number
  /** Counted from the due time of the operation. */
  readonly deadlineMs: number
  /** Maximum number of unfinished operations; further ones are errors at once. */
  readonly mostUnfinished: number
  /** Null when there is no answer by `deadlineAt`, a time of `performance.now()`. */
  send(client: number, operation: Operation, deadlineAt: number): Promise<Answer | null>
  /** Called once for each operation, with its duration since its due time. */
  note(operation: Operation, outcome: Outcome): void
}

/** Answers by outcome. `refused` are 4xx that the contract defines for the state of the shop, such as sold out. */
export interface Counts {
  ok: number
  refused: number
  /** 503 with Retry-After: the design was overloaded and said so at once. */
  shed: number
  /** Other 5xx and unexpected statuses, operations without an answer in time, and operations that were never sent. */
  failed: number
  unanswered: number
  unsent: number
}

export interface Driven {
  readonly counts: Counts
  /** Latencies of all operations except shed ones; another error counts with the time until it was abandoned. */
  readonly latencies: Latencies
  /** Delays of the generator itself in beginning an operation. */
  readonly lateness: Latencies
  /** Time from the first to the last due time; the next field lasts until the last outcome. */
  readonly offeredMs: number
  readonly elapsedMs: number
}

export function errorsOf({ failed, unanswered, unsent }: Counts): number {
  return failed + unanswered + unsent
}

/** Operations that were done, or that the state of the shop refused. */
export function answeredOf({ ok, refused }: Counts): number {
  return ok + refused
}

export class OpenLoopRun {
  readonly counts: Counts = { ok: 0, refused: 0, shed: 0, failed: 0, unanswered: 0, unsent: 0 }
  readonly #options: OpenLoop
  readonly #latencies = new Latencies()
  readonly #lateness = new Latencies()
  readonly #queues: number[][]
  readonly #isBusy: boolean[]
  #startedAt = 0
  #next = 0
  #finished = 0
  #resolve: () => void = () => {}

  constructor(options: OpenLoop) {
    this.#options = options
    this.#queues = Array.from({ length: options.clients }, () => [])
    this.#isBusy = Array.from({ length: options.clients }, () => false)
  }

  get begun(): number {
    return this.#next
  }

  /** Resolves when every operation has its outcome, at the latest one deadline after the last operation was due. */
  async drive(): Promise<Driven> {
    const { operations, perSecond } = this.#options
    const done = new Promise<void>((resolve) => {
      this.#resolve = resolve
    })
    this.#startedAt = performance.now()
    if (operations.length > 0) {
      this.#begin()
      await done
    }
    const elapsedMs = performance.now() - this.#startedAt
    const offeredMs = (operations.length * 1000) / perSecond
    return { counts: this.counts, latencies: this.#latencies, lateness: this.#lateness, offeredMs, elapsedMs }
  }

  #dueAt(index: number): number {
    return this.#startedAt + (index * 1000) / this.#options.perSecond
  }

  #begin(): void {
    const { operations, clients, mostUnfinished } = this.#options
    while (this.#next < operations.length && this.#dueAt(this.#next) <= performance.now()) {
      const index = this.#next++
      this.#lateness.add(performance.now() - this.#dueAt(index))
      if (index - this.#finished >= mostUnfinished) {
        this.#finish(index, 'unsent')
        continue
      }
      const client = index % clients
      this.#queues[client]?.push(index)
      this.#send(client)
    }
    if (this.#next < operations.length)
      setTimeout(() => this.#begin(), Math.max(1, this.#dueAt(this.#next) - performance.now()))
  }

  /** Sends the client's next operation, unless the client waits for an answer. */
  #send(client: number): void {
    const { operations, deadlineMs, send } = this.#options
    for (;;) {
      if (this.#isBusy[client]) return
      const index = this.#queues[client]?.shift()
      if (index === undefined) return
      const deadlineAt = this.#dueAt(index) + deadlineMs
      if (performance.now() >= deadlineAt) {
        this.#finish(index, 'unsent')
        continue
      }
      this.#isBusy[client] = true
      send(client, operations[index] as Operation, deadlineAt).then(
        (answer) => this.#answered(client, index, answer ?? 'unanswered'),
        () => this.#answered(client, index, 'unanswered'),
      )
    }
  }

  #answered(client: number, index: number, outcome: Outcome): void {
    this.#finish(index, outcome)
    this.#isBusy[client] = false
    this.#send(client)
  }

  #finish(index: number, outcome: Outcome): void {
    const kind = classOf(outcome)
    if (kind !== 'shed') this.#latencies.add(performance.now() - this.#dueAt(index))
    this.counts[kind] += 1
    this.#options.note(this.#options.operations[index] as Operation, outcome)
    this.#finished += 1
    if (this.#finished === this.#options.operations.length) this.#resolve()
  }
}

/** A 409 is the contract's refusal when the state of a cart or stock does not allow the operation. */
export function classOf(outcome: Outcome): keyof Counts {
  if (outcome === 'unanswered' || outcome === 'unsent') return outcome
  if (outcome.status >= 200 && outcome.status <= 299) return 'ok'
  if (outcome.status === 503 && /\r\nretry-after:/i.test(outcome.head)) return 'shed'
  return outcome.status === 409 ? 'refused' : 'failed'
}
