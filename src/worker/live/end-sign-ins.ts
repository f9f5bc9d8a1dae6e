/**
 * Closes the live connections of sign-ins that have ended, after the answer: those of the cart, and those of orders, which
 * the cart's object knows. Fails open: the expiry of their tokens ends them too, within minutes.
 */
import { waitUntil } from 'cloudflare:workers'
import { describeError } from '../../contract/log.ts'
import type { EndedSignIns } from '../../contract/rpc/live.ts'
import type { Principal } from '../guard/tokens.ts'
import { callObject } from '../object-call.ts'
import type { Ports } from '../ports.ts'
import { MAX_LIVE_MS } from './handshake.ts'

/** Fails open: a connection that is not noted ends before the next change of its order. */
export async function noteLiveOrder(
  { objects, log }: Pick<Ports, 'objects' | 'log'>,
  { id, expiresAt = Date.now() + MAX_LIVE_MS }: Principal,
  orderId: string,
): Promise<void> {
  try {
    await callObject(true, () => objects.liveCart(id).noteLiveOrder(orderId, expiresAt))
  } catch (error) {
    log('warn', 'live.not_noted', { reason: describeError(error) })
  }
}

export function endLive(ports: Pick<Ports, 'objects' | 'log'>, userId: string, ended: EndedSignIns): void {
  waitUntil(closeSockets(ports, userId, ended))
}

async function closeSockets({ objects, log }: Pick<Ports, 'objects' | 'log'>, userId: string, ended: EndedSignIns) {
  try {
    await objects.liveCart(userId).closeSockets(ended)
  } catch (error) {
    log('warn', 'live.not_closed', { reason: describeError(error) })
  }
}
