/** The CPU time of another process: all threads, user and system; Linux only. */
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

const QUIET_MS_PER_SECOND = 40

/** CPU time of the running threads in milliseconds, precise to a nanosecond. Throws if there is no /proc. */
export function cpuMs(pid: number): number {
  let nanoseconds = 0
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ', 1)[0])
  }
  return nanoseconds / 1e6
}

export function canReadCpu(): boolean {
  try {
    return cpuMs(process.pid) > 0
  } catch {
    return false
  }
}

/** Resolves when the drains of earlier writes are done: alarms after one second, the queue's batch after another. */
export async function quiet(pid: number): Promise<void> {
  await wait(2_200)
  for (let attempt = 0; attempt < 40; attempt++) {
    const before = cpuMs(pid)
    await wait(250)
    if ((cpuMs(pid) - before) * 4 < QUIET_MS_PER_SECOND) return
  }
}
