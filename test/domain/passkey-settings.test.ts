/** The configuration of passkeys. Invariant: no header of a request and no page without TLS can become an accepted origin. */
import { expect, it } from 'vitest'
import { ConfigError, readConfig } from '../../src/contract/config.ts'
import { partyOf } from '../../src/worker/passkeys/party.ts'
import { TEST_VARS } from '../support/secrets.ts'

const read = (given: Record<string, string>) => readConfig({ ...TEST_VARS, ...given })
const OWN = { PUBLIC_ORIGIN: 'https://www.shop.example' }

it('passkeys belong to the host of the shop unless a name is configured', () => {
  const host = { id: 'www.shop.example', origins: [OWN.PUBLIC_ORIGIN] }
  expect(partyOf(read(OWN), OWN.PUBLIC_ORIGIN)).toEqual(host)
  const more = { PASSKEY_RP_ID: 'shop.example', PASSKEY_ORIGINS: 'https://fr.shop.example, https://shop.fr' }
  expect(partyOf(read({ ...OWN, ...more }), OWN.PUBLIC_ORIGIN)).toEqual({
    id: 'shop.example',
    origins: [OWN.PUBLIC_ORIGIN, 'https://fr.shop.example', 'https://shop.fr'],
  })
})

const REFUSED: readonly (readonly [given: Record<string, string>, line: string])[] = [
  [{ PASSKEY_RP_ID: 'shop.example' }, 'PUBLIC_ORIGIN is missing, but PASSKEY_RP_ID is set'],
  [{ ...OWN, PASSKEY_ORIGINS: 'https://fr.shop.example' }, 'PASSKEY_RP_ID is missing, but PASSKEY_ORIGINS is set'],
  ...['https://shop.example', 'Shop.example', 'shop.example:443', '127.0.0.1', '[::1]', 'shop.example/'].map(
    (name) => [{ ...OWN, PASSKEY_RP_ID: name }, 'PASSKEY_RP_ID is not a domain like shop.example'] as const,
  ),
  ...['http://shop.example', 'http://localhost.example', 'http://127.0.0.1:8787'].map(
    (origin) =>
      [
        { ...OWN, PASSKEY_RP_ID: 'shop.example', PASSKEY_ORIGINS: origin },
        'PASSKEY_ORIGINS names an origin with http, where browsers have no passkeys',
      ] as const,
  ),
  [
    { ...OWN, PASSKEY_RP_ID: 'shop.example', PASSKEY_ORIGINS: 'https://fr.shop.example/shop' },
    'PASSKEY_ORIGINS is not a list of origins like https://shop.example',
  ],
]

it.each(REFUSED)('%j ends the start with one line', (given, line) => {
  expect(() => read(given)).toThrow(new ConfigError(line))
})

it('a name of this machine may be an origin without TLS', () => {
  const vars = { PUBLIC_ORIGIN: 'http://shop.localhost:8787', PASSKEY_RP_ID: 'shop.localhost' }
  expect(read({ ...vars, PASSKEY_ORIGINS: 'http://fr.shop.localhost:8787' }).PASSKEY_RP_ID).toBe('shop.localhost')
})
