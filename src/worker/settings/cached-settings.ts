/**
 * The settings as this isolate knows them. Requests read them from memory; a request that finds them older than five
 * seconds has them read in the background. Invariants: a running canary and the switches of policies are used for at
 * most eight seconds after they were read. Fails open: without an answer of the object, the canary counts as stopped,
 * and the last known switches hold until they end.
 */
import type { Settings } from '../../contract/rpc/settings.ts'
import { type Canary, STOPPED } from '../../domain/canary/canary.ts'
import type { Switches } from '../../domain/policy/switches.ts'
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
  #policies: Switches = {}
  /** When the last answer was asked for. */
  #knownAt = Number.NEGATIVE_INFINITY
  #failedAt = Number.NEGATIVE_INFINITY
  #reading: Promise<void> | null = null

  constructor(ports: SettingsPorts) {
    this.#ports = ports
  }

  /** A promise only when this isolate must ask first. */
  canary(): Canary | Promise<Canary> {
    const age = this.#age()
    if (age < REFRESH_MS) return this.#canary
    const reading = this.#refresh()
    // A canary that starts may do so a little later in this isolate; a running one must stop in time.
    const isUsable = age < MAX_AGE_MS || (age !== Number.POSITIVE_INFINITY && !this.#canary.isRunning)
    if (isUsable) return this.#canary
    return reading ? soon(reading).then(() => (this.#age() < MAX_AGE_MS ? this.#canary : STOPPED)) : STOPPED
  }

  /** A promise only when this isolate must ask first. */
  policies(): Switches | Promise<Switches> {
    const age = this.#age()
    if (age < REFRESH_MS) return this.#policies
    const reading = this.#refresh()
    return age < MAX_AGE_MS || !reading ? this.#policies : soon(reading).then(() => this.#policies)
  }

  /** The last known switches, without asking. */
  knownPolicies(): Switches {
    return this.#policies
  }

  /** Takes over what the object answered; an object of an earlier release lacks some settings. */
  learn({ canary = this.#canary, policies = this.#policies }: Partial<Settings>): void {
    this.#canary = canary
    this.#policies = policies
  }

  #age(): number {
    return Math.abs(this.#ports.now() - this.#knownAt)
  }

  /** The read under way, which never throws; null after a failure. */
  #refresh(): Promise<void> | null {
    const now = this.#ports.now()
    const hasFailed = Math.abs(now - this.#failedAt) < REFRESH_MS
    if (!hasFailed) this.#reading ??= this.#read(now)
    return this.#reading
  }

  /** Never throws. */
  #read(startedAt: number): Promise<void> {
    const { read, defer } = this.#ports
    const reading = withDeadline(READ_MS, read)
      .then(
        (settings) => {
          this.learn(settings)
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

/** The end of the read, or of a request's patience. */
async function soon(reading: Promise<void>): Promise<void> {
  await withDeadline(WAIT_MS, () => reading).catch(() => {})
}
