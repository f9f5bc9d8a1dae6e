/**
 * Computes HMACs (HMAC-SHA-256, RFC 2104) under ACCOUNT_SECRET: names for e-mail addresses, network addresses and
 * shoppers, and the marks on refresh tokens, links and challenges. Invariant: only holders of the secret can compute them,
 * and a label for each purpose keeps the HMACs of different purposes apart.
 */
import { normalizeEmail } from '../domain/account/email.ts'
import { hexOf } from '../domain/hex.ts'

type Purpose = 'email' | 'address' | 'refresh' | 'shopper' | 'link' | 'unsubscribe' | 'challenge'

export class Seal {
  readonly #secret: string
  #key: ReturnType<typeof crypto.subtle.importKey> | null = null

  constructor(secret: string) {
    this.#secret = secret
  }

  /** The name of the claim of an e-mail address, the same for every spelling: 64 hex digits. */
  async claimOf(email: string): Promise<string> {
    return hexOf(await this.#mac('email', normalizeEmail(email)))
  }

  /** @param key key of the network address's bucket; @returns 32 hex digits */
  async tagOf(key: string): Promise<string> {
    return hexOf((await this.#mac('address', key)).subarray(0, 16))
  }

  /** A shopper's name for data that an erasure does not reach, such as expiring limits; @returns 32 hex digits */
  async shopperTagOf(id: string): Promise<string> {
    return hexOf((await this.#mac('shopper', id)).subarray(0, 16))
  }

  /** The mark of this text: 64 hex digits that only holders of the secret can compute. */
  async markOf(text: string): Promise<string> {
    return hexOf(await this.#mac('refresh', text))
  }

  /** The mark of a link in a message: 64 hex digits. */
  async linkMarkOf(text: string): Promise<string> {
    return hexOf(await this.#mac('link', text))
  }

  /** The mark of the link by which this user ends reminders: 64 hex digits. */
  async unsubscribeMarkOf(userId: string): Promise<string> {
    return hexOf(await this.#mac('unsubscribe', userId))
  }

  /** The mark of a challenge of a passkey: 64 hex digits. */
  async challengeMarkOf(text: string): Promise<string> {
    return hexOf(await this.#mac('challenge', text))
  }

  async #mac(purpose: Purpose, text: string): Promise<Uint8Array> {
    const encoder = new TextEncoder()
    const algorithm = { name: 'HMAC', hash: 'SHA-256' }
    this.#key ??= crypto.subtle.importKey('raw', encoder.encode(this.#secret), algorithm, false, ['sign'])
    return new Uint8Array(await crypto.subtle.sign('HMAC', await this.#key, encoder.encode(`${purpose}\n${text}`)))
  }
}
