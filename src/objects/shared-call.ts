/**
 * Shares one running call among all its callers.
 * Invariant: the call and its entry end by the deadline, so a call that never settles holds no caller for longer, and
 * the next caller starts another. Both attempts may then run side by side, so the work must tolerate that.
 */
import type { AggregatePorts } from './aggregate/ports.ts'

/**
 * Joins callers of one call while it runs.
 * @example
 * import { SharedCall } from './shared-call.ts'
 * let calls = 0
 * const shared = new SharedCall<number>({ deadline: (promise) => promise }, 1_000)
 * const call = async () => ++calls
 * await Promise.all([shared.run(call), shared.run(call)]) // => [1, 1]
 * await shared.run(call) // => 2
 */
export class SharedCall<Value> {
  readonly #deadline: AggregatePorts['deadline']
  readonly #ms: number
  #running: Promise<Value> | null = null

  constructor(ports: Pick<AggregatePorts, 'deadline'>, ms: number) {
    this.#deadline = ports.deadline
    this.#ms = ms
  }

  /** Joins the running call or starts one. Rejects when it does not settle in time. */
  run(call: () => Promise<Value>): Promise<Value> {
    this.#running ??= this.#deadline(call(), this.#ms).finally(() => {
      this.#running = null
    })
    return this.#running
  }
}
