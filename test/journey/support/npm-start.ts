/** `npm start` as a newcomer runs it: a process of its own with a state folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { vi } from 'vitest'
import { variableNames } from '../../../src/contract/config.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

export class NpmStart {
  #child: ChildProcess | null = null

  /** @returns the text that it printed until it was up, or until it ended */
  async start(dataDir: string): Promise<string> {
    // Variables that a developer has set for a Pannier of their own do not apply to this one.
    const unset = Object.fromEntries(variableNames.map((name) => [name, undefined]))
    const env = { ...process.env, ...unset, PORT: '0', PANNIER_DATA: dataDir }
    const child = spawn('npm', ['start'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    this.#child = child
    let output = ''
    const collect = (chunk: Buffer) => {
      output += chunk
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    await vi.waitUntil(() => output.includes('Ctrl-C ends Pannier') || child.exitCode !== null, 45_000)
    return output
  }

  /** Kills every process of the group, as a machine that loses power does. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** Like Ctrl-C in a terminal: every process of the group gets the signal. Resolves when all have closed the output. */
  async end(): Promise<void> {
    await this.#end('SIGINT')
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child
    this.#child = null
    if (child?.pid === undefined || child.stdout?.closed) return
    const closed = new Promise((done) => child.once('close', done))
    process.kill(-child.pid, signal)
    await closed
  }
}

/** The address at which the launcher says that it answers. */
export function urlIn(output: string): string | undefined {
  return /Pannier answers at (\S+)/.exec(output)?.[1]
}
