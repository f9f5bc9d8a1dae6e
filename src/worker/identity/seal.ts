/**
 * ACCOUNT_SECRET seals names of e-mail addresses, network addresses and shoppers, so that only we can make them, and the
 * marks on refresh tokens. Each purpose has its label, so that none stands for another (HMAC-SHA-256, RFC 2104).
 */
import { normalizeEmail } from '../../domain/account/email.ts'

type Purpose = 'email' | 'address' | 'refresh' | 'shopper'

export class Seal {
  readonly #secret: string
  #key: ReturnType<typeof crypto.subtle.importKey> | null = null

  constructor(secret: string) {
    this.#secret = secret
  }

  /** The name of the claim of an e-mail address, however it is spelt: 64 hex digits. */
  async claimOf(email: string): Promise<string> {
    return toHex(await this.#mac('email', normalizeEmail(email)))
  }

  /** @param key of the bucket of the network address; @returns 32 hex digits */
  async tagOf(key: string): Promise<string> {
    return toHex((await this.#mac('address', key)).subarray(0, 16))
  }

  /** A shopper's name where an erasure does not reach, as in limits that run out; @returns 32 hex digits */
  async shopperTagOf(id: string): Promise<string> {
    return toHex((await this.#mac('shopper', id)).subarray(0, 16))
  }

  /** 64 hex digits that only we can put to this text. */
  async markOf(text: string): Promise<string> {
    return toHex(await this.#mac('refresh', text))
  }

  async #mac(purpose: Purpose, text: string): Promise<Uint8Array> {
    const encoder = new TextEncoder()
    const algorithm = { name: 'HMAC', hash: 'SHA-256' }
    this.#key ??= crypto.subtle.importKey('raw', encoder.encode(this.#secret), algorithm, false, ['sign'])
    return new Uint8Array(await crypto.subtle.sign('HMAC', await this.#key, encoder.encode(`${purpose}\n${text}`)))
  }
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
