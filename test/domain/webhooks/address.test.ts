// Addresses of endpoints. Invariant: no spelling of a private, local or reserved address passes.
import { describe, expect, test } from 'vitest'
import { complaintAbout } from '../../../src/domain/webhooks/address.ts'

const REFUSED = [
  ...['http://example.com/', 'ftp://example.com/', 'javascript:alert(1)', 'not a url', '', '//example.com', 'https://'],
  ...['https://user@example.com/', 'https://user:pass@example.com/', 'https://example.com/#x', 'https://a@127.0.0.1/'],
  ...['https://localhost/', 'https://LOCALHOST./', 'https://a.localhost/', 'https://printer/', 'https://db.internal/'],
  ...['https://nas.local/', 'https://nas.local./', 'https://router.home.arpa/', 'https://metadata.google.internal/'],
  // Loopback as decimal, octal, hexadecimal, short, and with a trailing dot.
  ...['https://127.0.0.1/', 'https://127.1/', 'https://2130706433/', 'https://0x7f000001/', 'https://0177.0.0.1/'],
  ...['https://0x7f.0.0.1/', 'https://017700000001/', 'https://127.0.0.1./', 'https://127.255.255.254/'],
  ...['https://0/', 'https://0.0.0.0/', 'https://10.0.0.1/', 'https://10.255.255.255/', 'https://0xa.1/'],
  ...['https://100.64.0.1/', 'https://100.127.255.255/', 'https://169.254.169.254/latest/', 'https://2852039166/'],
  ...['https://172.16.0.1/', 'https://172.31.255.255/', 'https://192.168.0.1/', 'https://192.0.0.8/'],
  ...['https://192.0.2.1/', 'https://198.18.0.1/', 'https://198.19.255.255/', 'https://198.51.100.1/'],
  ...['https://203.0.113.1/', 'https://224.0.0.1/', 'https://240.0.0.1/', 'https://255.255.255.255/'],
  ...['https://[::]/', 'https://[::1]/', 'https://[0:0:0:0:0:0:0:1]/', 'https://[::ffff:127.0.0.1]/'],
  ...['https://[::ffff:8.8.8.8]/', 'https://[::ffff:7f00:1]/', 'https://[::127.0.0.1]/', 'https://[64:ff9b::7f00:1]/'],
  ...[
    'https://[fc00::1]/',
    'https://[fd12:3456::1]/',
    'https://[fe80::1]/',
    'https://[fec0::1]/',
    'https://[ff02::1]/',
  ],
  ...['https://[2001:db8::1]/', 'https://[2002:7f00:1::]/', 'https://[2001::1]/', 'https://[2001:1::1]/'],
  // Full-width digits and dots, which the parser reads as ASCII.
  ...['https://１２７。０。０。１/', 'https://①②⑦.0.0.1/'],
]

describe('the address of an endpoint', () => {
  test.each(REFUSED)('the address %s is refused', (address) => {
    expect(complaintAbout(address, false)).toMatch(/^must /)
  })

  test.each([
    ...['https://example.com/', 'https://hooks.example.co.uk:8443/a?b=c', 'https://EXAMPLE.com./x', 'https://8.8.8.8/'],
    ...[
      'https://172.15.0.1/',
      'https://172.32.0.1/',
      'https://100.63.0.1/',
      'https://100.128.0.1/',
      'https://11.0.0.1/',
    ],
    ...['https://[2606:4700::1111]/', 'https://[2001:4860:4860::8888]/', 'https://例子.中国/', 'https://192.0.1.1/'],
  ])('the address %s is accepted', (address) => {
    expect(complaintAbout(address, false)).toBeNull()
  })

  test('development may allow http, but only on this machine', () => {
    for (const address of [
      'http://127.0.0.1:9000/',
      'http://localhost:9000/x',
      'http://[::1]:9/',
      'https://localhost/',
    ]) {
      expect(complaintAbout(address, true)).toBeNull()
      expect(complaintAbout(address, false)).not.toBeNull()
    }
    for (const address of [
      'http://example.com/',
      'http://10.0.0.1/',
      'http://localhost.example.com/',
      'http://a@localhost/',
    ]) {
      expect(complaintAbout(address, true)).not.toBeNull()
    }
  })
})
