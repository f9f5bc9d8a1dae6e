/** A guest's cart as an object of the released version hands it over: lines without ids, no codes, no orders. */
import type { GuestImport } from '../../../src/contract/rpc/cart.ts'
import type { Json } from '../../../src/domain/copy.ts'
import { withoutId } from './released.ts'

export function releasedImport({ guest, ...request }: GuestImport): GuestImport {
  const bare = (lines: GuestImport['guest']['items']) =>
    lines.map(([sku, line]) => [sku, withoutId(line as unknown as Json)] as const)
  // The call has the format of the released version.
  return { ...request, guest: { items: bare(guest.items), saved: bare(guest.saved) } } as unknown as GuestImport
}
