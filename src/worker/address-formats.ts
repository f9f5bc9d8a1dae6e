/** Reads the table of address formats from the static files, once in an isolate, when a request needs it. */
import { unavailable } from '../contract/problem.ts'
import { hasAddressFormats, readAddressFormats } from '../domain/address/format.ts'
import { withDeadline } from '../tiers/calls/deadline.ts'

const DEADLINE_MS = 2_000

/** Fails closed: throws `unavailable` when the platform cannot read the file. */
export async function loadAddressFormats(assets: Pick<Fetcher, 'fetch'>): Promise<void> {
  if (hasAddressFormats()) return
  const table = await withDeadline(DEADLINE_MS, async () => {
    const found = await assets.fetch('https://assets.invalid/address-formats.txt')
    return found.ok ? found.text() : null
  }).catch(() => null)
  if (table === null) throw unavailable('Addresses cannot be checked right now. Try again.')
  readAddressFormats(table)
}
