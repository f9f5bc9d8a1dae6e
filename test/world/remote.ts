/**
 * Calls that leave a process: they take time, fail, or are answered late or never, and their caller may be dead by
 * then.
 * Invariant: the promises of a dead caller never settle.
 */
import { TierError } from '../../src/tiers/calls/tier-error.ts'
import type { Scheduler } from './scheduler.ts'
import type { Weather } from './weather.ts'

/** One run of a process between its start and its death. */
export interface Life {
  readonly alive: boolean
  kill(reason: string): void
}

/** The world's clients: they never die. */
export const IMMORTAL: Life = { alive: true, kill: () => {} }

export interface Faults {
  /** The call fails without taking effect. */
  readonly fails: number
  /** The call takes effect and then fails. */
  readonly unanswered: number
  /** The call fails first and takes effect later. */
  readonly late: number
}

const DEADLINE_MS = 3_000

export class Remote {
  readonly #scheduler: Scheduler
  readonly #weather: Weather
  /** Effects that have not happened yet. */
  pending = 0

  constructor(scheduler: Scheduler, weather: Weather) {
    this.#scheduler = scheduler
    this.#weather = weather
  }

  /** @param apply the effect at the far end, in one step */
  call<Value>(caller: Life, label: string, faults: Faults, apply: () => Value | Promise<Value>): Promise<Value> {
    const chance = (probability: number) => this.#scheduler.chance(probability)
    const between = (low: number, high: number) => this.#scheduler.between(low, high)
    return new Promise((resolve, reject) => {
      const answer = (settle: () => void, delayMs: number, what: string) => {
        this.#scheduler.in(delayMs, `${label}: ${what}`, () => {
          if (!caller.alive) return
          if (chance(this.#weather.killAtPort)) caller.kill(`after ${label}`)
          else settle()
        })
      }
      const fail = (delayMs: number) =>
        answer(() => reject(new TierError('world', 'down', `${label} failed`)), delayMs, 'fails')
      if (!caller.alive) return
      if (chance(this.#weather.killAtPort)) return caller.kill(`before ${label}`)
      if (chance(faults.fails)) return fail(chance(0.3) ? DEADLINE_MS : between(1, 200))
      const late = chance(faults.late)
      const unanswered = chance(faults.unanswered)
      if (late) fail(DEADLINE_MS)
      this.pending++
      this.#scheduler.in(
        late ? DEADLINE_MS + between(1, 60_000) : between(0, 30),
        `${label}: takes effect`,
        async () => {
          this.pending--
          // A call under way may or may not continue when its caller dies.
          if (!caller.alive && chance(0.5)) return
          try {
            const value = await apply()
            if (late) return
            if (unanswered) fail(chance(0.5) ? DEADLINE_MS : between(1, 200))
            else answer(() => resolve(value), between(0, 30), 'answered')
          } catch (error) {
            if (!late) answer(() => reject(error), between(0, 30), 'refused')
          }
        },
      )
    })
  }
}
