/**
 * Stops a process for a moment and lets it continue. Invariant: the process continues even if this one is killed in
 * between, because a guard, which is a process of its own, then continues it.
 */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
const STOPS_WITHIN_MS = 2_000
/** Its input ends with the process that started it, however that process ends. */
const GUARD = 'read _; kill -CONT "$1" 2>/dev/null'

/** Thrown when the process ended, or did not stop in time. */
export class NotStill extends Error {}

export interface Still<Value> {
  readonly value: Value
  readonly pauseMs: number
}

/**
 * Runs `work` while no thread of the process runs.
 * @param work synchronous, so that nothing else of this process prolongs the pause
 */
export async function whileStill<Value>(pid: number, work: () => Value): Promise<Still<Value>> {
  // In a group of its own: a Ctrl-C in the terminal must not end it before it has done its work.
  const guard = spawn('sh', ['-c', GUARD, 'sh', String(pid)], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  await once(guard, 'spawn')
  const startedAt = performance.now()
  try {
    signal(pid, 'SIGSTOP')
    await untilStopped(pid)
    const value = work()
    if (!(await isStopped(pid))) throw new NotStill(`process ${pid} ended during the copy`)
    return { value, pauseMs: performance.now() - startedAt }
  } finally {
    try {
      process.kill(pid, 'SIGCONT')
    } catch {
      // Fails open: a process that has ended needs no signal.
    }
    guard.stdin?.end()
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    // The cast: `kill` throws the system's error.
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ESRCH') throw new NotStill(`process ${pid} has ended`)
    throw new Error(
      `process ${pid} cannot be stopped (${code}): run this as the user of the deployment, or end the deployment first`,
    )
  }
}

async function untilStopped(pid: number): Promise<void> {
  const giveUpAt = performance.now() + STOPS_WITHIN_MS
  while (!(await isStopped(pid))) {
    if (performance.now() > giveUpAt) throw new NotStill(`process ${pid} does not stop`)
    await wait(1)
  }
}

/** Whether every thread has stopped. A stop takes effect in each thread separately, after its present system call. */
async function isStopped(pid: number): Promise<boolean> {
  try {
    if (process.platform !== 'linux') {
      return (await run('ps', ['-o', 'stat=', '-p', String(pid)])).stdout.trim().startsWith('T')
    }
    return readdirSync(`/proc/${pid}/task`).every((thread) => {
      const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8')
      // proc(5): the name in parentheses may contain anything; the state follows it.
      return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T')
    })
  } catch {
    // The process or a thread has ended in between.
    return false
  }
}
