/**
 * One call for everybody who asks while it runs.
 * Invariant: it ends by its own deadline, and with it the entry: a call that never settles holds no caller for longer,
 * and the next one who asks tries again. Both attempts may then run side by side, so the work must bear that.
 */
import type { AggregatePorts } from './aggregate/ports.ts'

export class SharedCall<Value> {
  readonly #deadline: AggregatePorts['deadline']
  readonly #ms: number
  #running: Promise<Value> | null = null

  constructor(ports: Pick<AggregatePorts, 'deadline'>, ms: number) {
    this.#deadline = ports.deadline
    this.#ms = ms
  }

  /** Joins the call that runs, or makes it. Rejects when it does not settle in time. */
  run(call: () => Promise<Value>): Promise<Value> {
    this.#running ??= this.#deadline(call(), this.#ms).finally(() => {
      this.#running = null
    })
    return this.#running
  }
}
