/** The CPU time of another process, all its threads, user and system; Linux only. */
import { readdirSync, readFileSync } from 'node:fs'

/** Milliseconds of the threads that run, to the nanosecond. Throws where there is no /proc. */
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
