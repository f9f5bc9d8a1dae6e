/** CPU time and memory of a design by program: its host process and all processes below it; Linux only. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { cpuMs } from '../cpu-clock.ts'

export interface Usage {
  /** Busy cores on average, by program. */
  readonly cores: Readonly<Record<string, number>>
  readonly peakMiB: Readonly<Record<string, number>>
  /** Busy cores of the generator, which shares the machine. */
  readonly generatorCores: number
}

interface Look {
  readonly cpuMs: Map<string, number>
  readonly bytes: Map<string, number>
}

const EVERY_MS = 500
const PAGE_BYTES = 4096

export class UsageWatch {
  readonly #root: number
  readonly #before: Look
  readonly #own = process.cpuUsage()
  readonly #startedAt = performance.now()
  readonly #peaks = new Map<string, number>()
  readonly #timer: NodeJS.Timeout

  constructor(root: number) {
    this.#root = root
    this.#before = lookAt(root)
    this.#timer = setInterval(() => this.#notePeaks(lookAt(root)), EVERY_MS)
  }

  end(): Usage {
    clearInterval(this.#timer)
    const after = lookAt(this.#root)
    this.#notePeaks(after)
    const elapsedMs = performance.now() - this.#startedAt
    const { user, system } = process.cpuUsage(this.#own)
    // A program that was killed and restarted in between counts from its restart.
    const cores = [...after.cpuMs].map(([program, ms]) => {
      return [program, Math.max(0, ms - (this.#before.cpuMs.get(program) ?? 0)) / elapsedMs] as const
    })
    const peakMiB = [...this.#peaks].map(([program, bytes]) => [program, bytes / 1024 ** 2] as const)
    return {
      cores: Object.fromEntries(cores),
      peakMiB: Object.fromEntries(peakMiB),
      generatorCores: (user + system) / 1000 / elapsedMs,
    }
  }

  #notePeaks({ bytes }: Look): void {
    for (const [program, size] of bytes) this.#peaks.set(program, Math.max(size, this.#peaks.get(program) ?? 0))
  }
}

export function total(of: Readonly<Record<string, number>>): number {
  return Object.values(of).reduce((sum, value) => sum + value, 0)
}

/** Every process under `root`, including itself, with the name of its program. Empty if there is no /proc. */
export function processesUnder(root: number): readonly { readonly pid: number; readonly program: string }[] {
  const children = new Map<number, number[]>()
  for (const pid of numbersIn('/proc')) {
    const parent = statOf(pid)?.parent
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid])
  }
  const found: number[] = []
  const walk = (pid: number) => {
    found.push(pid)
    for (const child of children.get(pid) ?? []) walk(child)
  }
  walk(root)
  return found.flatMap((pid) => {
    const program = programOf(pid)
    return program === null ? [] : [{ pid, program }]
  })
}

function lookAt(root: number): Look {
  const look: Look = { cpuMs: new Map(), bytes: new Map() }
  for (const { pid, program } of processesUnder(root)) {
    const bytes = (statOf(pid)?.residentPages ?? 0) * PAGE_BYTES
    look.bytes.set(program, (look.bytes.get(program) ?? 0) + bytes)
    look.cpuMs.set(program, (look.cpuMs.get(program) ?? 0) + cpuOf(pid))
  }
  return look
}

function cpuOf(pid: number): number {
  try {
    return cpuMs(pid)
  } catch {
    // The process ended between two reads.
    return 0
  }
}

function numbersIn(folder: string): readonly number[] {
  try {
    return readdirSync(folder).map(Number).filter(Number.isInteger)
  } catch {
    return []
  }
}

/** proc(5): the name in parentheses may contain anything; field 3 (state) to field 24 (resident pages) follow it. */
function statOf(pid: number): { readonly parent: number; readonly residentPages: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { parent: Number(fields[1]), residentPages: Number(fields[21]) }
  } catch {
    return null
  }
}

function programOf(pid: number): string | null {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split(/[\0 ]/, 1)[0] ?? ''
    return basename(command) || null
  } catch {
    return null
  }
}
