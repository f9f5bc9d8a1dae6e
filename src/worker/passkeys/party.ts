/**
 * The relying party of passkeys. Invariant: a configured id comes with PUBLIC_ORIGIN, so no header of a request adds an
 * accepted origin.
 */
import type { Config } from '../../contract/config.ts'

export interface Party {
  /** The domain to which passkeys belong. */
  readonly id: string
  /** The origins whose pages may use them. */
  readonly origins: string[]
}

/** @param ownOrigin the shop's own */
export function partyOf(config: Pick<Config, 'PASSKEY_RP_ID' | 'PASSKEY_ORIGINS'>, ownOrigin: string): Party {
  return {
    id: config.PASSKEY_RP_ID ?? new URL(ownOrigin).hostname,
    origins: [ownOrigin, ...config.PASSKEY_ORIGINS],
  }
}
