/** Refusals that several parts of the guard share. */
import type { Role } from '../../contract/access.ts'
import { Problem } from '../../contract/problem.ts'

export function forbidden(roles: readonly Role[]): Problem {
  return new Problem('forbidden', `This request requires one of these roles: ${roles.join(', ')}.`)
}
