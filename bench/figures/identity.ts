/** The cost of accounts, the duration of a merge of carts, and how soon attacks on accounts are refused. */
import type { Figure } from '../figure.ts'
import { attacks } from './attacks.ts'
import { merges } from './merges.ts'
import { signIns } from './sign-ins.ts'

export const identity: Figure = async (bench) => [
  ...(await signIns(bench)),
  ...(await merges(bench)),
  ...(await attacks(bench)),
]
