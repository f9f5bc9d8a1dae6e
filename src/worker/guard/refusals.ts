/** Refusals that several parts of the guard share. */
import type { Role } from '../../contract/access.ts'
import { Problem } from '../../contract/problem.ts'

export function forbidden(roles: readonly Role[]): Problem {
  return new Problem('forbidden', `Only these roles may do this: ${roles.join(', ')}.`)
}
