/** One network address that tries to sign in and to register, as its counters judge it. */
import { expect } from 'vitest'
import {
  type Admission,
  type Decided,
  forgive,
  type Registrations,
  type SignIns,
  tryRegistration,
  trySignIn,
} from '../../src/domain/attempts.ts'
import { tag } from '../support/tags.ts'

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const START = Date.UTC(2026, 10, 22)

/** One network address whose clock the test controls. */
export class Address {
  now = START
  readonly told: string[] = []
  #signIns: SignIns | undefined
  #registrations: Registrations | undefined
  readonly #scale: number

  constructor(scale = 1) {
    this.#scale = scale
  }

  /** A sign-in that counts as failed until `forgive`. */
  try(account = 0): Admission {
    return this.#admit(trySignIn(this.#signIns, tag(account), this.now, this.#scale), (state) => {
      this.#signIns = state
    })
  }

  forgive(): void {
    this.#signIns = forgive(this.#signIns).state ?? this.#signIns
  }

  register(): Admission {
    return this.#admit(tryRegistration(this.#registrations, this.now, this.#scale), (state) => {
      this.#registrations = state
    })
  }

  /** Tries, waits as long as the answer says, and is admitted. Returns the seconds that it waited. */
  patiently(account = 0): number {
    const { allowed, retryAfterSeconds } = this.try(account)
    if (allowed) return 0
    this.now += retryAfterSeconds * SECOND
    expect(this.try(account).allowed).toBe(true)
    return retryAfterSeconds
  }

  #admit<State>({ state, answer }: Decided<State, Admission>, keep: (state: State | undefined) => void): Admission {
    if (state !== null) keep(state)
    if (answer.detected) this.told.push(`${answer.detected.kind} ${answer.detected.count}`)
    return answer
  }
}

/** The results of `count` calls of `work`. */
export const times = <Value>(count: number, work: (index: number) => Value) =>
  Array.from({ length: count }, (_, i) => work(i))
