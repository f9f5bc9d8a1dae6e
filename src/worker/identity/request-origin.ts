/** The hashed origin, the kind of device and the id of a request. Routes that count or report attempts use them. */
import type { Context } from 'hono'
import { deviceOf } from '../../domain/account/device.ts'
import type { AppEnv } from '../context.ts'
import { addressKey, addressPrefix, siteKey } from '../guard/address.ts'
import type { RequestOrigin } from './sign-in.ts'

/** Where the request comes from, hashed; the platform's own header, as in the guard. */
export async function requestOriginOf(c: Context<AppEnv>): Promise<RequestOrigin> {
  const address = c.req.header('cf-connecting-ip') ?? 'local'
  const { seal } = c.get('ports')
  const device = deviceOf(c.req.header('user-agent'))
  const [tag, prefix, site] = [await seal.tagOf(addressKey(address)), addressPrefix(address), siteKey(address)]
  return { from: { tag, prefix, site: site && (await seal.tagOf(site)) }, requestId: c.get('requestId'), device }
}
