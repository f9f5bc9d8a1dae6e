/** A guest's cart on its way into that of the user who has signed in. */

import type { MergeOutcomeBody } from '../../contract/answers/identity.ts'
import type { MergeReply } from '../../contract/cart-object.ts'
import { type MergeReport, type MergeStrategy, partsOf } from '../../domain/cart/merge-rows.ts'
import type { Ports } from '../ports.ts'

export interface Guest {
  readonly guestToken?: string | undefined
  readonly mergeStrategy?: MergeStrategy | undefined
}

/** Null when the token is none of a guest. Throws ObjectDown when the guest's cart cannot be reached. */
export async function mergeGuest(
  { tokens, carts }: Ports,
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

/** The same for a sign-in, which no merge may fail. */
export async function mergeAtSignIn(
  ports: Ports,
  userId: string,
  guest: Guest,
  requestId: string,
): Promise<MergeOutcomeBody> {
  let reply: MergeReply | null
  try {
    reply = await mergeGuest(ports, userId, guest, requestId)
  } catch {
    // Unknown whether it was bound: then its own alarm goes on, else the shopper may try again.
    return { refused: 'unavailable' }
  }
  if (!reply) return null
  if (reply.status === 'merged') return reportBody(reply.report)
  return reply.status === 'pending' ? { pending: true } : { refused: reply.code }
}
