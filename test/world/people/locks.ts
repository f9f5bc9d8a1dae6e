/**
 * How wrong guesses lock an account, by the contract: ten guesses within fifteen minutes, or guesses from five
 * addresses, lock it for fifteen minutes.
 * Invariant: each address from which the account signed in before is counted separately; all strangers are counted
 * together.
 */
interface Window {
  readonly guesses: readonly { readonly at: number; readonly address: string }[]
  readonly lockedUntil: number
}

const LOCK_MS = 15 * 60_000
const MAX_GUESSES = 10
const MAX_ADDRESSES = 5
const STRANGERS = 'strangers'

export class Locks {
  readonly #windows = new Map<string, Window>()
  /** The addresses from which each account signed in. */
  readonly #known = new Map<string, ReadonlySet<string>>()

  isLocked(userId: string, address: string, now: number): boolean {
    return (this.#windows.get(this.#bucket(userId, address))?.lockedUntil ?? 0) > now
  }

  /** Records a wrong guess; returns what was wrong with its judgement, or null. */
  failed(userId: string, address: string, now: number): string | null {
    if (this.isLocked(userId, address, now)) return `a guess from ${address} was judged although the account was locked`
    const bucket = this.#bucket(userId, address)
    const window = this.#windows.get(bucket)
    const before = window?.lockedUntil === 0 ? window.guesses.filter(({ at }) => now - at < LOCK_MS) : []
    const guesses = [...before, { at: now, address }]
    const seen = new Set(bucket.endsWith(STRANGERS) ? guesses.map((guess) => guess.address) : [])
    const full = guesses.length >= MAX_GUESSES || seen.size >= MAX_ADDRESSES
    this.#windows.set(bucket, { guesses, lockedUntil: full ? now + LOCK_MS : 0 })
    return null
  }

  /** A sign-in from this address: its failures are cleared, those of other addresses are not. */
  signedIn(userId: string, address: string): void {
    this.#known.set(userId, new Set(this.#known.get(userId)).add(address))
    this.#windows.delete(this.#bucket(userId, address))
  }

  #bucket(userId: string, address: string): string {
    return `${userId} ${this.#known.get(userId)?.has(address) ? address : STRANGERS}`
  }
}
