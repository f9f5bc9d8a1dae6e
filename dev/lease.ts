/**
 * Allows one running Pannier per state folder. The file names the processes that hold it, so that a runtime that
 * outlived its launcher (kill -9) is found and ended. Invariant: no other process with the same number is ended.
 */
import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
const endMs = 5_000
const FILE = 'running.json'

/** Number, start time and command line together identify one process. */
interface Holder {
  readonly pid: number
  readonly startedAt: string
  readonly command: string
}

interface Held {
  readonly launcher: Holder
  readonly runtime: Holder | null
}

export interface Lease {
  /** Called whenever a runtime has started in this folder. */
  noteRuntime(pid: number): Promise<void>
  /** Call this when the runtime has ended. */
  release(): Promise<void>
}

/** The living processes of a folder. */
export interface Running {
  readonly launcher: number | null
  readonly runtime: number | null
}

const heldHere = new Set<string>()

/** Says which processes use the folder now; both null when none does. */
export async function runningIn(folder: string): Promise<Running> {
  const held = await readHeld(join(folder, FILE))
  const pidOf = async (holder: Holder | null) => (holder !== null && (await lives(holder)) ? holder.pid : null)
  return { launcher: await pidOf(held?.launcher ?? null), runtime: await pidOf(held?.runtime ?? null) }
}

/** Throws a one-line error when a running Pannier holds the folder. */
export async function takeLease(folder: string, log: (line: string) => void): Promise<Lease> {
  await mkdir(folder, { recursive: true })
  const file = join(folder, FILE)
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
    const launcher = (await look(process.pid)) ?? { pid: process.pid, startedAt: '', command: '' }
    const write = (held: Held) => writeFile(file, JSON.stringify(held))
    await write({ launcher, runtime: null })
    return {
      async noteRuntime(pid) {
        const runtime = await look(pid)
        if (runtime !== null && heldHere.has(folder)) await write({ launcher, runtime })
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
    // The cast: written above. A file that a crash left incomplete is not JSON.
    return JSON.parse(await readFile(file, 'utf8')) as Held
  } catch {
    return null
  }
}

async function lives(holder: Holder): Promise<boolean> {
  const now = await look(holder.pid)
  return now?.startedAt === holder.startedAt && now.command === holder.command
}

async function end(holder: Holder): Promise<void> {
  process.kill(holder.pid, 'SIGKILL')
  const giveUpAt = Date.now() + endMs
  // Compares the start time, because an ending process loses its command line first and only then its files.
  while ((await look(holder.pid))?.startedAt === holder.startedAt) {
    if (Date.now() > giveUpAt) throw new Error(`process ${holder.pid} does not end`)
    await wait(20)
  }
}

/** Returns null when the process does not exist, or only its exit status is left. */
async function look(pid: number): Promise<Holder | null> {
  const found = await (process.platform === 'linux' ? lookInProc(pid) : askPs(pid)).catch(() => null)
  return found === null || found.state.startsWith('Z') ? null : { pid, ...found.holder }
}

async function lookInProc(pid: number) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8')
  // proc(5): the name in parentheses may contain anything; field 3 (state) and field 22 (start time) follow it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return { state: fields[0] ?? '', holder: { startedAt: fields[19] ?? '', command: command.replaceAll('\0', ' ') } }
}

async function askPs(pid: number) {
  const { stdout } = await run('ps', ['-o', 'stat=,lstart=,args=', '-p', String(pid)])
  // lstart is five words, such as "Sun Nov 22 08:13:42 2026".
  const [state = '', ...words] = stdout.trim().split(/\s+/)
  return { state, holder: { startedAt: words.slice(0, 5).join(' '), command: words.slice(5).join(' ') } }
}
