/** The peak of another process's memory, as Linux counts it: VmHWM of /proc, its largest resident set. */
import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

const EVERY_MS = 50

/** Bytes; null when the process is no more. Throws where there is no /proc. */
export function peakBytes(pid: number): number | null {
  try {
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kib === undefined ? null : Number(kib) * 1024
  } catch (error) {
    // It ended between two looks.
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH'].includes(String(error.code))) return null
    throw error
  }
}

/** From here on only what comes later counts. Best effort: where it is not allowed, the peak is that since the start. */
export function resetPeak(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5')
  } catch {
    // A higher peak is shown, never a lower one.
  }
}

/** What the last look before its end saw: a process that is gone tells nothing. */
export async function peakUntilEnd(pid: number, ended: Promise<unknown>): Promise<number> {
  let isOver = false
  const end = ended.then(() => {
    isOver = true
  })
  let peak = 0
  while (!isOver) {
    peak = Math.max(peak, peakBytes(pid) ?? 0)
    await Promise.race([end, wait(EVERY_MS)])
  }
  return peak
}
