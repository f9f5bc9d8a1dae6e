/**
 * Checks an operator's current role and sign-in with the account's own object, because a token may be 15 minutes out of
 * date. Fails closed: when the account cannot answer, the request is refused with 503.
 */
import type { Role } from '../../contract/access.ts'
import { Problem } from '../../contract/problem.ts'
import type { RequestContext } from '../context.ts'
import { callObject } from '../object-call.ts'
import { forbidden } from './refusals.ts'
import type { Principal } from './tokens.ts'

/** Throws `unauthenticated` when the sign-in has ended, `forbidden` when the role is no longer one of `roles`. */
export async function checkOperator(
  c: RequestContext,
  { id, session }: Principal,
  roles: readonly Role[],
): Promise<void> {
  const { objects } = c.get('ports')
  const standing = session === undefined ? null : await callObject(true, () => objects.account(id).standing(session))
  if (!standing) throw new Problem('unauthenticated', 'This sign-in has ended. Sign in again.')
  if (!roles.includes(standing.role)) throw forbidden(roles)
  c.set('standing', standing)
}
