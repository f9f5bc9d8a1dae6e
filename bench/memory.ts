/** The memory of another process, as Linux counts it in /proc: its resident set, and VmHWM, the largest of it. */
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

const EVERY_MS = 50

/** Bytes; null when the process has ended. Throws if there is no /proc. */
export function peakBytes(pid: number): number | null {
  try {
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kib === undefined ? null : Number(kib) * 1024
  } catch (error) {
    // The process ended between two reads.
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH'].includes(String(error.code))) return null
    throw error
  }
}

/** The resident set now. Throws if there is no /proc. */
export function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024
}

/** How many databases of objects the process has open: one for each object in memory. Throws if there is no /proc. */
export function openDatabases(pid: number): number {
  const folder = `/proc/${pid}/fd`
  const isDatabase = (descriptor: string) => {
    try {
      return readlinkSync(`${folder}/${descriptor}`).endsWith('.sqlite')
    } catch {
      // It was closed between two reads.
      return false
    }
  }
  return readdirSync(folder).filter(isDatabase).length
}

/** Resets the peak. Best effort: where this is not allowed, the peak is that since the start of the process. */
export function resetPeak(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5')
  } catch {
    // Without a reset the peak can only be too high, never too low.
  }
}

/** Polls until the process ends and returns the last peak, because an ended process has none to read. */
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
