/**
 * The passkeys of an account over the shared mechanism. The Worker verifies signatures; the account judges challenge and
 * counter in the write of the sign-in.
 */
import type { PasskeyFound, PasskeyReply, ProofRefusal, SignedIn } from '../../contract/rpc/account.ts'
import { failuresOf, lockedSince, profileOf } from '../../domain/account/account.ts'
import type { Device } from '../../domain/account/device.ts'
import { lockDetectedIn, lockedSeconds } from '../../domain/account/lockout.ts'
import { type Passkey, type PasskeyCommand, type PasskeyUse, passkeysOf } from '../../domain/account/passkeys.ts'
import type { Account } from './account.ts'

export class AccountPasskeys {
  readonly #account: () => Account
  readonly #now: () => number

  constructor(account: () => Account, now: () => number) {
    this.#account = account
    this.#now = now
  }

  get #rows() {
    return this.#account().aggregate.rows
  }

  /** Null if the account does not exist. */
  get all(): readonly Passkey[] | null {
    return profileOf(this.#rows) ? passkeysOf(this.#rows) : null
  }

  find(credentialId: string, address: string): PasskeyFound {
    const passkey = this.all?.find((each) => each.credentialId === credentialId)
    const seconds = passkey ? lockedSeconds(failuresOf(this.#rows, address), this.#now()) : null
    if (seconds !== null) return { status: 'locked', seconds }
    return passkey ? { status: 'open', passkey } : { status: 'unknown' }
  }

  async change(command: PasskeyCommand, requestId: string, locale?: string): Promise<PasskeyReply> {
    const { aggregate, mail } = this.#account()
    const letter = mail.letter(locale)
    const outcome = await aggregate.writeOwn(command.type, { ...command, letter }, {}, requestId)
    if (letter) await mail.sendSoon(requestId)
    const passkey = passkeysOf(this.#rows).find(({ id }) => id === command.id)
    if (outcome.status !== 'refused') return { status: 'done', ...(passkey && { passkey }) }
    const { code } = outcome.refusal
    switch (code) {
      case 'unknown_passkey':
      case 'passkey_exists':
      case 'passkey_limit':
      case 'passkey_refused':
        return { status: code }
      default:
        return { status: 'no_account' }
    }
  }

  async enter(
    use: PasskeyUse,
    address: string,
    requestId: string,
    device: Device | null,
    locale: string,
  ): Promise<({ readonly status: 'in' } & SignedIn) | ProofRefusal> {
    const signedIn = await this.#account().enter(address, requestId, device, locale, use)
    if (signedIn) return { status: 'in', ...signedIn }
    return lockedSince(this.#rows) === null ? this.fail(address, requestId) : { status: 'account_locked' }
  }

  /** Counts a refused use like a wrong password. */
  async fail(address: string, requestId: string): Promise<ProofRefusal> {
    await this.#account().aggregate.writeOwn('fail', { type: 'fail', address }, {}, requestId)
    return { status: 'wrong', detected: lockDetectedIn(failuresOf(this.#rows, address)) }
  }
}
