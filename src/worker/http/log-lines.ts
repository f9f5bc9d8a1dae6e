/**
 * Writes the log lines of one isolate in groups: where the runtime writes each `console.log` to a pipe, one line per
 * request costs a fifth of a read. Invariant: lines are written in the order in which they were logged, and a warning
 * or an error is written at once with all lines before it. A killed isolate loses its last lines, all of level `info`
 * or lower.
 */
import type { LogLevel } from '../../contract/log.ts'
import type { Defer } from '../../tiers/read-through.ts'

const MAX_LINES = 32

export interface LogLinesPorts {
  write(text: string): void
  /** Keeps work running after the answer. */
  readonly defer: Defer
  pause(ms: number): Promise<void>
  now(): number
}

export class LogLines {
  readonly #ports: LogLinesPorts
  readonly #waitMs: number
  #lines: string[] = []
  #since = 0

  /** @param waitMs maximum time that a line waits for others */
  constructor(waitMs: number, ports: LogLinesPorts) {
    this.#waitMs = waitMs
    this.#ports = ports
  }

  readonly write = (line: string, level: LogLevel): void => {
    const now = this.#ports.now()
    const isFirst = this.#lines.push(line) === 1
    if (isFirst) this.#since = now
    // A deferred write is lost when its request is cancelled; the next line then writes the late lines.
    const isLate = now - this.#since > this.#waitMs || now < this.#since
    if (isLate || level === 'warn' || level === 'error' || this.#lines.length >= MAX_LINES) this.#writeAll()
    else if (isFirst) this.#ports.defer(this.#writeLater(this.#lines))
  }

  async #writeLater(lines: readonly string[]): Promise<void> {
    await this.#ports.pause(this.#waitMs)
    if (lines === this.#lines) this.#writeAll()
  }

  #writeAll(): void {
    const lines = this.#lines
    this.#lines = []
    this.#ports.write(lines.join('\n'))
  }
}
