/** The relay as an operator runs it: a separate process with its variables, output lines and exit code. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { vi } from 'vitest'

const main = fileURLToPath(new URL('../../../tools/binlog-relay/main.ts', import.meta.url))

export interface Line {
  readonly event: string
  readonly [field: string]: unknown
}

export class RelayProcess {
  readonly lines: Line[] = []
  errors = ''
  /** Null if a signal ended it. */
  readonly exit: Promise<number | null>
  readonly #child: ChildProcess

  constructor(variables: Readonly<Record<string, string>>) {
    const env = { PATH: process.env.PATH, ...variables }
    const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    // This resolves only after the output was read.
    this.exit = new Promise((resolve) => child.once('close', resolve))
    createInterface(child.stdout).on('line', (line) => this.lines.push(JSON.parse(line) as Line))
    child.stderr.on('data', (chunk: Buffer) => {
      this.errors += chunk.toString()
    })
  }

  /** Waits for the first line of this event. */
  async said(event: string): Promise<Line> {
    const line = () => this.lines.find((line) => line.event === event)
    return vi.waitFor(
      () => {
        const said = line()
        if (!said) throw new Error(`it never said ${event}: ${JSON.stringify(this.lines)} ${this.errors}`)
        return said
      },
      { timeout: 15_000, interval: 20 },
    )
  }

  /** Asks it to end, as a supervisor does. @returns its exit code */
  end(): Promise<number | null> {
    this.#child.kill('SIGTERM')
    return this.exit
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.exit
  }
}
