/**
 * Long and hostile texts to every parser of outside text. Texts that a route reaches only with a product, an order or a
 * signature are measured here directly. Invariant: at most linear, and at most a few milliseconds.
 */
import { describe, expect, it } from 'vitest'
import { returnedTo } from '../../src/contract/return-url.ts'
import { signWebhook, verifyWebhook } from '../../src/contract/standard-webhooks.ts'
import { normalizeEmail } from '../../src/domain/account/email.ts'
import { joinCell, splitCell } from '../../src/domain/import/cell-list.ts'
import { CsvReader } from '../../src/domain/import/csv.ts'
import { JsonLinesReader } from '../../src/domain/import/json-lines.ts'
import { headerNames, nameOf, readProductHeader } from '../../src/domain/import/product-columns.ts'
import { returnableOf } from '../../src/domain/order/units.ts'
import { parsePosition } from '../../src/domain/position.ts'
import { indexTerms, queryTerms } from '../../src/domain/search/terms.ts'
import { Seal } from '../../src/objects/seal.ts'
import { addressKey, addressPrefix } from '../../src/worker/guard/address.ts'
import { OutsideIssuer } from '../../src/worker/guard/outside-issuer.ts'
import { Tokens } from '../../src/worker/guard/tokens.ts'
import { tagIn } from '../../src/worker/http/entity-tag.ts'
import { localesFor, weighed } from '../../src/worker/http/locales.ts'
import { readRefreshToken } from '../../src/worker/identity/refresh-tokens.ts'
import { isAllowedReturn } from '../../src/worker/payment/return-url.ts'
import { TEST_KEY, TEST_PAYMENT_SECRET } from '../support/secrets.ts'
import { costOf, faultOf, HOSTILE, HOSTILE_UNICODE, type Run, textOf } from './support/cost.ts'

const tokens = new Tokens({ keys: [TEST_KEY], issuer: 'pannier' })
const outside = new OutsideIssuer({
  name: 'https://issuer.example',
  jwksUrl: 'https://issuer.example/k',
  audience: 'a',
})
const seal = new Seal('a secret of tests only, long enough')
const NOW = Date.now()

const signed = await signWebhook(TEST_PAYMENT_SECRET, 'evt_1', Math.floor(NOW / 1000), '')
const verify = (headers: object, body: string) => {
  const all: Readonly<Record<string, string>> = { ...signed, ...headers }
  return verifyWebhook(TEST_PAYMENT_SECRET, (name) => all[name], body, NOW)
}

const PARSERS: Readonly<Record<string, Run>> = {
  'the tag of If-Match': tagIn,
  'a quoted tag of If-Match': (text) => tagIn(`"${text}"`),
  'a position': parsePosition,
  'weighed languages': weighed,
  'languages that are offered': (text) => localesFor(text, text, ['zh-CN', 'en']),
  'the key of an address': addressKey,
  'the prefix of an address': addressPrefix,
  'an e-mail address': (text) => normalizeEmail(text.slice(0, 254)),
  'words that are asked for': (text) => queryTerms(text.slice(0, 200)),
  'words of a title': (text) =>
    indexTerms({ sku: 'tea', title: { en: text.slice(0, 100) }, description: {}, attributes: {} }),
  'a cell of several values': splitCell,
  'several values for a cell': (text) => joinCell([text, `a${text}b`].map((each) => each.slice(0, 2_000))),
  'a row of CSV': (text) => readAll(new CsvReader(), text),
  'a quoted row of CSV': (text) => readAll(new CsvReader(), `"${text}"\n`),
  'a line of JSON lines': (text) => readAll(new JsonLinesReader(), text),
  'names of columns': (text) => readProductHeader(headerNames([text, `a${text}b`]), 'en'),
  'the name of an attribute’s column': (text) =>
    nameOf({ kind: 'attribute', name: `a${text.slice(0, 98)}b`, locale: null }),
  'a token of ours': (text) => tokens.verify(`${text}.${text}.${text}`.slice(0, 8192)),
  'a token of a guest': (text) => tokens.verifyGuest(text),
  'a token of another issuer': (text) => outside.names(`${text}.${text}.${text}`),
  'a refresh token': (text) => readRefreshToken(`prt_${text}`, seal),
  'where a payment returns': (text) =>
    isAllowedReturn(`https://a.example/${text}`, 'https://a.example', { PAYMENT_RETURN_ORIGINS: [] }),
  'where a payment returns to': (text) => returnedTo(`https://a.example/${text.slice(0, 2048)}`, 'pay_1', 'declined'),
  'signatures of a webhook': (text) => verify({ 'webhook-signature': text }, ''),
  'the id of a webhook': (text) => verify({ 'webhook-id': text }, ''),
  'the time of a webhook': (text) => verify({ 'webhook-timestamp': text }, ''),
  'the body of a webhook': (text) => verify({}, text),
}

function readAll(reader: CsvReader | JsonLinesReader, text: string): unknown {
  return [reader.push(text), reader.end()]
}

describe.each(Object.entries(PARSERS))('%s', (parser, run) => {
  it('a text of any length costs little, and twice the length at most about twice as much', async () => {
    const faults: string[] = []
    for (const [kind, unit] of Object.entries({ ...HOSTILE, ...HOSTILE_UNICODE })) {
      const cost = await costOf(`${parser}: ${kind}`, (length) => textOf(unit, length), run)
      faults.push(...[faultOf(cost) ?? []].flat())
    }
    expect(faults).toEqual([])
  })
})

it('a description of combining marks is indexed without sorting all of them, in linear time', async () => {
  const make = (length: number) => textOf('\u0301\u0323', length / 8)
  const index = (text: string) =>
    indexTerms({ sku: 'tea', title: { en: 'Tea' }, description: { en: text }, attributes: {} })
  expect(faultOf(await costOf('marks', make, index))).toBeNull()
})

it('an order of many lines in many parcels and returns tells in linear time what can still be returned', async () => {
  const order = (length: number) => {
    const lines = Array.from({ length: length / 128 }, (_, n) => ({
      sku: `sku-${n}`,
      lineId: `sku-${n}~`,
      quantity: 1,
    }))
    const parcel = { carrier: 'x', trackingNumber: 'x', at: 1, lines, deliveredAt: 1, returnUntil: 9 }
    const its = { lines, reason: 'x', state: 'approved', at: 2, changedAt: 2 } as const
    const whole = { title: 'x', image: null, unitPrice: 1, lineTotal: 1, attributes: {}, available: null } as const
    return {
      status: 'delivered' as const,
      lines: lines.map(
        ({ sku, ...line }, place) => [sku, { ...whole, ...line, goods: 'sold' as const, place }] as const,
      ),
      shipments: Array.from({ length: 10 }, (_, n) => [n + 1, parcel] as const),
      returns: Array.from({ length: 20 }, (_, n) => [`rtn_${n}`, its] as const),
      refunds: [],
    }
  }
  expect(faultOf(await costOf('an order', order, (its) => returnableOf(its, 3)))).toBeNull()
})

describe('webhooks', () => {
  it('a webhook with thousands of well-formed signatures costs one MAC of the body', async () => {
    const many = `v1,${'A'.repeat(43)}= `.repeat(1300)
    const cost = await costOf(
      'a flood',
      (length) => 'a'.repeat(length),
      (body) => verify({ 'webhook-signature': many }, body),
    )
    expect(faultOf(cost)).toBeNull()
  })

  it('a webhook verifies by its fifth well-formed signature between malformed ones, and never by a sixth', async () => {
    const wrong = `v1,${'A'.repeat(43)}=`
    const right = signed['webhook-signature']
    const among = (wrongs: number) => [...Array<string>(wrongs).fill(wrong), 'v1a,x', right].join(' ')
    expect(await verify({ 'webhook-signature': among(4) }, '')).toBe(true)
    expect(await verify({ 'webhook-signature': among(5) }, '')).toBe(false)
  })
})

describe('the measurement', () => {
  it('the measurement detects an expression that backtracks quadratically', async () => {
    const planted = /^\s*(?:W\/)?"([^".]*)[^"]*"\s*$/
    const cost = await costOf(
      'planted',
      (length) => `"${'a'.repeat(length / 4)}`,
      (text) => planted.exec(text),
    )
    expect(faultOf(cost)).toMatch(/^planted: /)
  })
})
