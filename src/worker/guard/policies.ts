/**
 * The traffic policies in this isolate: admits requests by class, and says in which mode each class is.
 * Invariant: a request of a class that is switched to `refuse` calls no tier and no object of a shopper.
 */
import { unavailable } from '../../contract/problem.ts'
import type { Metrics } from '../../domain/metrics/registry.ts'
import { hasStaleAnswer } from '../../domain/policy/class-of.ts'
import { type State, stateOf } from '../../domain/policy/state.ts'
import { type Switches, switchOf } from '../../domain/policy/switches.ts'
import { MODES, POLICIES, ROUTE_CLASSES, type RouteClass } from '../../domain/policy/table.ts'
import type { OldValues } from '../../tiers/old-values.ts'
import type { Tiers } from '../../tiers/open.ts'
import type { CachedSettings } from '../settings/cached-settings.ts'
import type { Overload } from './overload.ts'

/** Waits before a client tries again: at most this long, because an operator may end a switch at any time, in ms. */
const MAX_RETRY_MS = 60_000
const NOTE_MS = 5_000

export interface PolicyPorts extends Tiers {
  readonly settings: CachedSettings
  readonly overload: Overload
  readonly metrics: Metrics
  now(): number
}

/** The tiers as a check has just found them; without a check, the breakers decide. */
export interface Found {
  readonly isL2Down: boolean
  readonly isRecordDown: boolean
}

export class Policies {
  readonly #ports: PolicyPorts
  #notedAt = Number.NEGATIVE_INFINITY

  constructor(ports: PolicyPorts) {
    this.#ports = ports
  }

  /** A promise only when this isolate must ask for the switches first. Throws a Problem, also in the promise. */
  admit(its: RouteClass, method: string, path: string): undefined | Promise<void> {
    if (POLICIES[its].switches.length === 0) return undefined
    const switches = this.#ports.settings.policies()
    const check = (known: Switches) => this.#check(known, its, method, path)
    return switches instanceof Promise ? switches.then(check) : check(switches)
  }

  #check(switches: Switches, its: RouteClass, method: string, path: string): undefined {
    const now = this.#ports.now()
    const found = switchOf(switches, its, now)
    if (!found || (found.mode === 'stale' && hasStaleAnswer(its, method, path))) return
    const seconds = Math.ceil(Math.min(found.until - now, MAX_RETRY_MS) / 1000)
    throw unavailable('The shop has paused this part of its service.', Math.max(1, seconds))
  }

  /** Whether an operator has switched the class to old values. */
  isStale(its: RouteClass): boolean {
    return switchOf(this.#ports.settings.knownPolicies(), its, this.#ports.now())?.mode === 'stale'
  }

  /** When reads of the class may use values that are no longer current. */
  oldValues(its: RouteClass): OldValues {
    if (this.isStale(its)) return 'first'
    return POLICIES[its].recordDown === 'stale' ? 'on_failure' : 'never'
  }

  stateOf(its: RouteClass, found: Found = this.#breakers()): State {
    const { settings, overload, now } = this.#ports
    const isOverloaded = overload.isShedding(its)
    return stateOf(its, { ...found, isOverloaded, switches: settings.knownPolicies() }, now())
  }

  /** Call at the end of each request: records the modes every few seconds. */
  note(): void {
    const now = this.#ports.now()
    if (now - this.#notedAt < NOTE_MS) return
    this.#notedAt = now
    for (const its of ROUTE_CLASSES) {
      this.#ports.metrics.gauge('policy_state', { class: its }).set(MODES.indexOf(this.stateOf(its).mode))
    }
  }

  #breakers(): Found {
    const { l2, record } = this.#ports
    return { isL2Down: l2 !== null && l2.breaker !== 'closed', isRecordDown: record.breaker !== 'closed' }
  }
}
