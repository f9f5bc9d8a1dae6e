/** The outcome of a command on an account: the rows that change, or a refusal. */
import type { Result } from '../result.ts'
import type { Change } from '../rows.ts'

export interface AccountRefusal {
  readonly code:
    | 'no_account'
    | 'not_reserved'
    | 'account_locked'
    | 'link_invalid'
    | 'unknown_address'
    | 'address_changed'
    | 'address_exists'
    | 'address_limit'
    | 'unknown_passkey'
    | 'passkey_exists'
    | 'passkey_limit'
    | 'passkey_refused'
  readonly detail: string
}

export type AccountDecision = Result<readonly Change[], AccountRefusal>
