/**
 * Derives from a network address the key of its bucket and the prefix that a notice may show.
 * An IPv4-mapped IPv6 address (::ffff:a.b.c.d) counts as that IPv4 address.
 */

/** Characters of the longest address with a zone (RFC 4007, 11); longer texts are not addresses. */
const MAX_ADDRESS_LENGTH = 64

/**
 * The whole IPv4 address, or the /64 of an IPv6 address, because one subscriber has all of a /64. Other texts stay
 * unchanged.
 */
export function addressKey(address: string): string {
  if (!address.includes(':')) return address.slice(0, MAX_ADDRESS_LENGTH)
  const groups = groupsOf(address)
  if (!groups) return address.slice(0, MAX_ADDRESS_LENGTH)
  return mappedIn(groups)?.join('.') ?? `${hexOf(groups.slice(0, 4))}::/64`
}

/** The /24 of IPv4 and the /48 of IPv6 (RFC 5952); `-` for anything else. */
export function addressPrefix(address: string): string {
  if (address.length > MAX_ADDRESS_LENGTH) return '-'
  const groups = groupsOf(address)
  const bytes = groups ? mappedIn(groups) : bytesOf(address)
  if (bytes) return `${bytes.slice(0, 3).join('.')}.0/24`
  if (!groups) return '-'
  const site = groups.slice(0, 3)
  while (site.at(-1) === 0) site.pop()
  return `${hexOf(site)}::/48`
}

/** The /48 of an IPv6 address, of which one subscriber may hold all 65,536 /64s; null for IPv4 and anything else. */
export function siteKey(address: string): string | null {
  const prefix = addressPrefix(address)
  return prefix.endsWith('/48') ? prefix : null
}

/** The eight groups of an IPv6 address without its zone, or null. */
function groupsOf(address: string): readonly number[] | null {
  if (address.length > MAX_ADDRESS_LENGTH || !address.includes(':')) return null
  const [unzoned = ''] = address.split('%', 1)
  const [left = '', right, ...more] = unzoned.split('::')
  if (more.length > 0) return null
  const head = partsOf(left, right === undefined)
  const tail = partsOf(right ?? '', true)
  const missing = 8 - head.length - tail.length
  if (right === undefined ? missing !== 0 : missing < 1) return null
  const groups = [...head, ...Array<number>(missing).fill(0), ...tail]
  return groups.some(Number.isNaN) ? null : groups
}

/** The groups between colons; a dotted IPv4 part at the end of the address gives two. NaN marks an invalid group. */
function partsOf(text: string, ends: boolean): readonly number[] {
  if (text === '') return []
  const parts = text.split(':')
  return parts.flatMap((part, index) => {
    const bytes = ends && index === parts.length - 1 ? bytesOf(part) : null
    if (bytes) return [bytes[0] * 256 + bytes[1], bytes[2] * 256 + bytes[3]]
    return /^[0-9a-f]{1,4}$/i.test(part) ? Number.parseInt(part, 16) : Number.NaN
  })
}

type Bytes = readonly [number, number, number, number]

function bytesOf(text: string): Bytes | null {
  const [, ...parts] = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text) ?? []
  const [a, b, c, d] = parts.map(Number)
  if (a === undefined || b === undefined || c === undefined || d === undefined) return null
  return Math.max(a, b, c, d) > 255 ? null : [a, b, c, d]
}

/** The bytes of the IPv4 address that ::ffff:0:0/96 maps (RFC 4291), or null. */
function mappedIn(groups: readonly number[]): Bytes | null {
  const [high = 0, low = 0] = groups.slice(6)
  const mapped = groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0)
  return mapped ? [high >> 8, high & 255, low >> 8, low & 255] : null
}

function hexOf(groups: readonly number[]): string {
  return groups.map((group) => group.toString(16)).join(':')
}
