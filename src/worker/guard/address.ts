/** The key of a network address: IPv4 whole, IPv6 by its /64, for one subscriber holds all of it. */
export function addressKey(address: string): string {
  if (!address.includes(':')) return address
  const [left = '', right = ''] = address.split('%')[0]?.split('::') ?? []
  const head = left === '' ? [] : left.split(':')
  const tail = right === '' ? [] : right.split(':')
  const zeros = address.includes('::') ? Math.max(0, 8 - head.length - tail.length) : 0
  const groups = [...head, ...Array<string>(zeros).fill('0'), ...tail]
  // An IPv4 address in IPv6 clothes (::ffff:a.b.c.d) is that address.
  const last = groups.at(-1) ?? ''
  if (last.includes('.') && /^::ffff:[\d.]+$/i.test(address)) return last
  const prefix = groups.slice(0, 4).map((group) => Number.parseInt(group || '0', 16).toString(16))
  return `${prefix.join(':')}::/64`
}
