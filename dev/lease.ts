/**
 * One running Pannier per state folder. The file says which processes hold it: a runtime that outlived its launcher
 * (kill -9) is found by it and ended, never another process that happens to have its number.
 */
import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
const endMs = 5_000

interface Holder {
  readonly pid: number
  /** Start time and command line: together with the number they are one process only. */
  readonly identity: string
}

interface Held {
  readonly launcher: Holder
  readonly runtime: Holder | null
}

export interface Lease {
  /** Called whenever a runtime has started in this folder. */
  noteRuntime(pid: number): Promise<void>
  /** When the runtime has ended. */
  release(): Promise<void>
}

const heldHere = new Set<string>()

/** Throws in one line when a Pannier that lives holds the folder. */
export async function takeLease(folder: string, log: (line: string) => void): Promise<Lease> {
  await mkdir(folder, { recursive: true })
  const file = join(folder, 'running.json')
  const left = await readHeld(file)
  const launcherLives = left !== null && left.launcher.pid !== process.pid && (await lives(left.launcher))
  if (launcherLives || heldHere.has(folder)) {
    throw new Error(`${folder} is in use by another Pannier (process ${left?.launcher.pid ?? process.pid})`)
  }
  heldHere.add(folder)
  try {
    if (left?.runtime && (await lives(left.runtime))) {
      log(`ending the runtime that an earlier start left behind (process ${left.runtime.pid})`)
      await end(left.runtime)
    }
    const launcher = { pid: process.pid, identity: (await identityOf(process.pid)) ?? '' }
    const write = (held: Held) => writeFile(file, JSON.stringify(held))
    await write({ launcher, runtime: null })
    return {
      async noteRuntime(pid) {
        const identity = await identityOf(pid)
        if (identity !== null && heldHere.has(folder)) await write({ launcher, runtime: { pid, identity } })
      },
      async release() {
        heldHere.delete(folder)
        await rm(file, { force: true })
      },
    }
  } catch (error) {
    heldHere.delete(folder)
    throw error
  }
}

async function readHeld(file: string): Promise<Held | null> {
  try {
    // Written above; half a file after a crash is no JSON.
    return JSON.parse(await readFile(file, 'utf8')) as Held
  } catch {
    return null
  }
}

async function lives(holder: Holder): Promise<boolean> {
  return (await identityOf(holder.pid)) === holder.identity
}

async function end(holder: Holder): Promise<void> {
  process.kill(holder.pid, 'SIGKILL')
  const giveUpAt = Date.now() + endMs
  while (await lives(holder)) {
    if (Date.now() > giveUpAt) throw new Error(`process ${holder.pid} does not end`)
    await wait(20)
  }
}

/** Null when there is no such process, or only its exit status is left. */
async function identityOf(pid: number): Promise<string | null> {
  try {
    if (process.platform !== 'linux') {
      const { stdout } = await run('ps', ['-o', 'lstart=,args=', '-p', String(pid)])
      return stdout.trim() || null
    }
    const [stat, command] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
    ])
    // proc(5): the name in parentheses may hold anything; the start time is field 22, 20 after it.
    const startTime = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    return command === '' ? null : `${startTime} ${command.replaceAll('\0', ' ')}`
  } catch {
    return null
  }
}
