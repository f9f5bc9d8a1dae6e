/**
 * The settings as this isolate knows them. Requests read them from memory; a request that finds them older than five
 * seconds has them read in the background. Invariant: settings in which a canary runs are used for at most eight seconds
 * after they were read. Fails open: without an answer of the object, the canary counts as stopped.
 */
import type { Settings } from '../../contract/rpc/settings.ts'
import { type Canary, STOPPED } from '../../domain/canary/canary.ts'
import { withDeadline } from '../../tiers/calls/deadline.ts'
import type { Defer } from '../../tiers/read-through.ts'

const REFRESH_MS = 5_000
const MAX_AGE_MS = 8_000
/** A request waits at most this long, once in an isolate that does not know the settings. */
const WAIT_MS = 500
const READ_MS = 2_000

export interface SettingsPorts {
  read(): Promise<Settings>
  /** Keeps work running after the answer. */
  readonly defer: Defer
  now(): number
}

export class CachedSettings {
  readonly #ports: SettingsPorts
  #canary: Canary = STOPPED
  /** When the last answer was asked for. */
  #knownAt = Number.NEGATIVE_INFINITY
  #failedAt = Number.NEGATIVE_INFINITY
  #reading: Promise<void> | null = null

  constructor(ports: SettingsPorts) {
    this.#ports = ports
  }

  /** A promise only when this isolate must ask first. */
  canary(): Canary | Promise<Canary> {
    const now = this.#ports.now()
    const age = Math.abs(now - this.#knownAt)
    if (age < REFRESH_MS) return this.#canary
    const hasFailed = Math.abs(now - this.#failedAt) < REFRESH_MS
    if (!hasFailed) this.#reading ??= this.#read(now)
    // A canary that starts may do so a little later in this isolate; a running one must stop in time.
    const isUsable = age < MAX_AGE_MS || (age !== Number.POSITIVE_INFINITY && !this.#canary.isRunning)
    if (isUsable) return this.#canary
    return this.#reading ? this.#soon(this.#reading) : STOPPED
  }

  /** Takes over an answer that a request of this isolate got. */
  learn(canary: Canary): void {
    this.#canary = canary
    this.#knownAt = this.#ports.now()
  }

  async #soon(reading: Promise<void>): Promise<Canary> {
    try {
      await withDeadline(WAIT_MS, () => reading)
    } catch {
      return STOPPED
    }
    return Math.abs(this.#ports.now() - this.#knownAt) < MAX_AGE_MS ? this.#canary : STOPPED
  }

  /** Never throws. */
  #read(startedAt: number): Promise<void> {
    const { read, defer } = this.#ports
    const reading = withDeadline(READ_MS, read)
      .then(
        ({ canary }) => {
          this.#canary = canary
          this.#knownAt = startedAt
        },
        () => {
          this.#failedAt = startedAt
        },
      )
      .finally(() => {
        this.#reading = null
      })
    defer(reading)
    return reading
  }
}
