/** Invariant: a notice shows the prefix of a network address, and nothing of a text that is not an address. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressKey, addressPrefix } from '../../../src/worker/guard/address.ts'

describe('the prefix of an address', () => {
  it.each([
    ['198.51.100.77', '198.51.100.0/24'],
    ['0.0.0.0', '0.0.0.0/24'],
    ['255.255.255.255', '255.255.255.0/24'],
    ['::ffff:198.51.100.77', '198.51.100.0/24'],
    ['::FFFF:198.51.100.77', '198.51.100.0/24'],
    ['::ffff:c633:644d', '198.51.100.0/24'],
    ['0:0:0:0:0:ffff:198.51.100.77', '198.51.100.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['2001:0DB8:0001::6', '2001:db8:1::/48'],
    ['2001:db8::1', '2001:db8::/48'],
    ['2001:0:1::', '2001:0:1::/48'],
    ['2001:db8:1:2:3:4:203.0.113.9', '2001:db8:1::/48'],
    ['::1', '::/48'],
    ['::', '::/48'],
    ['fe80::1%eth0', 'fe80::/48'],
  ])('the prefix of %s is %s', (address, prefix) => {
    expect(addressPrefix(address)).toBe(prefix)
  })

  it.each([
    'local',
    '',
    '198.51.100',
    '198.51.100.256',
    '198.51.100.7.8',
    '198.51.100.-1',
    ' 198.51.100.7',
    ':',
    ':::',
    '1::2::3',
    '2001:db8:1:2:3:4:5',
    '2001:db8:1:2:3:4:5:6:7',
    '2001:db8:1:2::3:4:5:6',
    '2001:db8:12345::1',
    '2001:db8:g::1',
    '::ffff:198.51.100.256',
    '198.51.100.7::1',
    '<script>',
  ])('the prefix of %j, which is not an address, is -', (text) => {
    expect(addressPrefix(text)).toBe('-')
  })

  it('a prefix is - or the start of a network, and shows nothing else of its input, for any text', () => {
    const text = fc.oneof(fc.string(), fc.ipV4(), fc.ipV6(), fc.stringMatching(/^[0-9a-f:.%]{0,40}$/))
    fc.assert(
      fc.property(text, (given) => {
        expect(addressPrefix(given)).toMatch(/^(-|\d+\.\d+\.\d+\.0\/24|([0-9a-f]{1,4}(:[0-9a-f]{1,4}){0,2})?::\/48)$/)
      }),
    )
    fc.assert(fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => addressPrefix(address) !== '-'))
  })

  it('all addresses of one bucket have the same prefix', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const network = addressKey(address).replace('/64', '1')
        return addressKey(address).includes('.') || addressPrefix(network) === addressPrefix(address)
      }),
    )
  })
})

describe('the key of an address', () => {
  it('an IPv4 address that is mapped into IPv6 has the key of the IPv4 address, also in hexadecimal', () => {
    expect(addressKey('::ffff:c633:644d')).toBe('198.51.100.77')
    expect(addressKey('0:0:0:0:0:ffff:198.51.100.77')).toBe('198.51.100.77')
  })

  it('a text that only looks like an address is its own key', () => {
    expect(addressKey('1::2::3')).toBe('1::2::3')
  })
})
