/** The pair of tokens that a sign-in and each refresh return. */
import type { SignedIn } from '../../contract/rpc/account.ts'
import { ACCESS_TOKEN_SECONDS } from '../guard/tokens.ts'
import type { IdentityPorts } from './ports.ts'
import { refreshTokenOf } from './refresh-tokens.ts'

export async function pairOf({ tokens, seal }: IdentityPorts, signedIn: SignedIn) {
  const { user, family } = signedIn
  const principal = { id: user.id, role: user.role, session: family }
  return {
    accessToken: await tokens.issue(principal, ACCESS_TOKEN_SECONDS),
    refreshToken: await refreshTokenOf(signedIn, seal),
    tokenType: 'Bearer' as const,
    expiresIn: ACCESS_TOKEN_SECONDS,
    user,
  }
}
