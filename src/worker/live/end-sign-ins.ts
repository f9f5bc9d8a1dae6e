/**
 * Closes the live connections of sign-ins that have ended, after the answer. Fails open: the expiry of their tokens ends
 * them too, within minutes.
 */
import { waitUntil } from 'cloudflare:workers'
import { describeError } from '../../contract/log.ts'
import type { EndedSignIns } from '../../contract/rpc/live.ts'
import type { Ports } from '../ports.ts'

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
