/**
 * Judges the address of an endpoint: only https to a public host. Pure.
 * Invariant: the URL parser brings every spelling of an address to one form first (decimal, octal and hexadecimal IPv4,
 * trailing dots, compressed IPv6), so the ranges below are complete. The host that a name resolves to is not seen here.
 */

/** IANA's special-purpose blocks of IPv4, as first address and prefix length. */
const CLOSED_V4: readonly (readonly [first: string, bits: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
]
/** Names that a network gives to itself, never public ones. */
const CLOSED_NAME = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|private|home\.arpa)$/
const V4 = /^\d+\.\d+\.\d+\.\d+$/
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/**
 * The reason against the address, for people; null if it may be called.
 * @param isLoopbackAllowed for development: also http, and only on this machine
 */
export function complaintAbout(address: string, isLoopbackAllowed: boolean): string | null {
  const url = URL.canParse(address) ? new URL(address) : null
  if (!url) return 'must be a URL'
  if (url.username !== '' || url.password !== '') return 'must not contain a user name or a password'
  if (url.hash !== '') return 'must not contain a fragment'
  const host = url.hostname.replace(/\.$/, '')
  if (isLoopbackAllowed && LOOPBACK.test(host) && /^https?:$/.test(url.protocol)) return null
  if (url.protocol !== 'https:') return 'must begin with https://'
  const isPublic = host.startsWith('[') ? isPublicV6(host) : V4.test(host) ? isPublicV4(host) : isPublicName(host)
  return isPublic ? null : 'must have a public host'
}

function isPublicName(host: string): boolean {
  return host.includes('.') && !CLOSED_NAME.test(host)
}

function isPublicV4(host: string): boolean {
  const address = numberOf(host)
  return !CLOSED_V4.some(([first, bits]) => (address ^ numberOf(first)) >>> (32 - bits) === 0)
}

/** Global unicast is 2000::/3, without 2001::/23 (protocols, Teredo), 2001:db8::/32 and 2002::/16 (6to4). */
function isPublicV6(host: string): boolean {
  const [first = 0, second = 0] = host
    .slice(1, -1)
    .split(':')
    .map((group) => Number.parseInt(group || '0', 16))
  if (first >>> 13 !== 1 || first === 0x2002) return false
  return first !== 0x2001 || (second >= 0x200 && second !== 0xdb8)
}

function numberOf(v4: string): number {
  return v4.split('.').reduce((sum, part) => sum * 256 + Number(part), 0) >>> 0
}
