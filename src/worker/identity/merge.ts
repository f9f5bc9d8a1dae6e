/** Merges a guest's cart into the cart of the user who has signed in. */

import type { MergeOutcomeBody } from '../../contract/answers/identity.ts'
import type { MergeReply } from '../../contract/rpc/cart.ts'
import { type MergeReport, type MergeStrategy, partsOf } from '../../domain/cart/merge-rows.ts'
import type { IdentityPorts } from './ports.ts'

export interface Guest {
  readonly guestToken?: string | undefined
  readonly mergeStrategy?: MergeStrategy | undefined
}

/** Null when the token is not a guest's. Throws ObjectDown when the guest's cart cannot be reached. */
export async function mergeGuest(
  { tokens, carts }: IdentityPorts,
  userId: string,
  { guestToken, mergeStrategy: strategy = 'sum' }: Guest,
  requestId: string,
): Promise<MergeReply | null> {
  const guestId = guestToken === undefined ? null : await tokens.verifyGuest(guestToken)
  return guestId === null ? null : carts.merge(guestId, { userId, strategy, requestId })
}

export function reportBody(report: MergeReport) {
  const { lines, codes } = partsOf(report)
  return { report: [...lines], ...(codes.length > 0 && { coupons: [...codes] }) }
}

/** Merges at a sign-in, which a failed merge must not fail. */
export async function mergeAtSignIn(
  ports: IdentityPorts,
  userId: string,
  guest: Guest,
  requestId: string,
): Promise<MergeOutcomeBody> {
  let reply: MergeReply | null
  try {
    reply = await mergeGuest(ports, userId, guest, requestId)
  } catch {
    // The guest's cart may or may not be bound to the user: if it is, its own alarm continues, else the shopper may try
    // again.
    return { refused: 'unavailable' }
  }
  if (!reply) return null
  if (reply.status === 'merged') return reportBody(reply.report)
  return reply.status === 'pending' ? { pending: true } : { refused: reply.code }
}
