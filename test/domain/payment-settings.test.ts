/** The configuration of payment. Invariant: shoppers are sent only to configured addresses after payment. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Config, ConfigError, readConfig } from '../../src/contract/config.ts'
import { returnedTo } from '../../src/contract/return-url.ts'
import { isAllowedReturn } from '../../src/worker/payment/return-url.ts'
import { TEST_VARS } from '../support/secrets.ts'

const { PAYMENT_PROVIDERS: _, SIMULATED_PAYMENT_SECRET: secret, ...others } = TEST_VARS
const read = (given: Record<string, string> = {}): Config => readConfig({ ...others, ...given })

describe('the configuration', () => {
  it('the defaults are no provider, half an hour, free shipping and no origins', () => {
    expect(read()).toMatchObject({
      PAYMENT_PROVIDERS: [],
      PAYMENT_RETURN_ORIGINS: [],
      ORDER_TIMEOUT_MINUTES: 30,
      SHIPPING_AMOUNT: 0,
      SHIPPING_DAYS: 3,
      LOW_STOCK_UNITS: 5,
    })
  })

  it('the deployed configuration names no provider', () => {
    expect(readFileSync('wrangler.toml', 'utf8')).not.toContain('PAYMENT_PROVIDERS')
  })

  it('a configuration that names the simulated provider must have its secret', () => {
    expect(() => read({ PAYMENT_PROVIDERS: 'simulated' })).toThrow(
      new ConfigError('SIMULATED_PAYMENT_SECRET is missing, but PAYMENT_PROVIDERS names simulated'),
    )
    const config = read({ PAYMENT_PROVIDERS: ' simulated ,', SIMULATED_PAYMENT_SECRET: secret })
    expect(config.PAYMENT_PROVIDERS).toEqual(['simulated'])
  })

  it('the simulated provider is refused beside any other provider', () => {
    for (const PAYMENT_PROVIDERS of ['simulated,acquirer', 'acquirer, simulated']) {
      expect(() => read({ PAYMENT_PROVIDERS, SIMULATED_PAYMENT_SECRET: secret ?? '' })).toThrow(
        new ConfigError(
          'PAYMENT_PROVIDERS names simulated beside a real provider: orders could be paid for without money',
        ),
      )
    }
  })

  it('the order time-out may be a fraction of a minute', () => {
    expect(read({ ORDER_TIMEOUT_MINUTES: '0.05' }).ORDER_TIMEOUT_MINUTES).toBe(0.05)
  })

  it.each([
    ['PAYMENT_PROVIDERS', 'simulated,stripe'],
    ['SIMULATED_PAYMENT_SECRET', 'whsec_short'],
    ['SIMULATED_PAYMENT_SECRET', 'not-a-secret-at-all-but-quite-long-enough'],
    ['PAYMENT_RETURN_ORIGINS', 'shop.example'],
    ['PAYMENT_RETURN_ORIGINS', 'https://shop.example/'],
    ['PAYMENT_RETURN_ORIGINS', 'https://shop.example/thanks'],
    ['PAYMENT_RETURN_ORIGINS', 'javascript:alert(1)'],
    ['PAYMENT_RETURN_ORIGINS', 'null'],
    ['ORDER_TIMEOUT_MINUTES', '0'],
    ['ORDER_TIMEOUT_MINUTES', '-1'],
    ['ORDER_TIMEOUT_MINUTES', 'soon'],
    ['ORDER_TIMEOUT_MINUTES', 'Infinity'],
    ['SHIPPING_AMOUNT', '-1'],
    ['SHIPPING_AMOUNT', '1.5'],
    ['SHIPPING_DAYS', 'x'],
    ['LOW_STOCK_UNITS', '-1'],
  ])('%s=%s is refused with one line that names the variable', (name, value) => {
    expect(() => read({ [name]: value })).toThrow(new RegExp(`^${name} [^\n]+$`))
  })
})

describe('a returnUrl', () => {
  const config = read({ PAYMENT_RETURN_ORIGINS: 'https://shop.example,http://localhost:5173' })
  const own = 'https://pannier.example'

  it.each([
    'https://shop.example',
    'https://shop.example/thanks?a=1#top',
    'https://SHOP.example:443/',
    'http://localhost:5173/done',
    'https://pannier.example/orders',
  ])('the returnUrl %s is allowed', (url) => {
    expect(isAllowedReturn(url, own, config)).toBe(true)
  })

  it.each([
    'http://shop.example/',
    'https://shop.example:8443/',
    'https://shop.example.evil.example/',
    'https://evil.example/?https://shop.example',
    'https://shop.example@evil.example/',
    'https://user:secret@shop.example/',
    '//shop.example/',
    '/thanks',
    '',
    'null',
    'javascript:alert(1)',
    'java\nscript:alert(1)',
    'JAVASCRIPT://shop.example/%0aalert(1)',
    'data:text/html,x',
    'blob:https://shop.example/1',
    'file:///etc/passwd',
    `https://shop.example/${'x'.repeat(2048)}`,
  ])('the returnUrl %j is refused', (url) => {
    expect(isAllowedReturn(url, own, config)).toBe(false)
  })

  it('a returnUrl gets the outcome of the payment, and keeps its other parameters', () => {
    expect(returnedTo('https://shop.example/a?b=c&status=x#d', 'pay_1', 'captured')).toBe(
      'https://shop.example/a?b=c&status=captured&paymentId=pay_1#d',
    )
    expect(returnedTo('javascript:alert(1)', 'pay_1', 'captured')).toBeNull()
  })
})
