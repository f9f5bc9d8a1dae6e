/**
 * Verifies webhooks by Stripe's scheme: HMAC-SHA256 in hex over `<t>.<body>`, in the header
 * `Stripe-Signature: t=<seconds>,v1=<hex>`. Invariant: a verified body was signed with one of the secrets within the
 * last minutes, and no byte has changed since. Source: docs.stripe.com/webhooks, "Verify webhook signatures manually".
 */
import { hexOf } from '../domain/hex.ts'

const TOLERANCE_SECONDS = 5 * 60
const SECONDS = /^\d{1,12}$/
const V1 = /^[0-9a-f]{64}$/
/** Stripe sends one signature for each active secret. */
const MAX_SIGNATURES = 5
const MAX_HEADER_LENGTH = 1024

/**
 * @param secrets the endpoint's secrets; two while they rotate
 * @param header the header `Stripe-Signature`
 * @param now milliseconds since 1970
 */
export async function verifyStripe(
  secrets: readonly string[],
  header: string,
  body: string,
  now: number,
): Promise<boolean> {
  const pairs = header
    .slice(0, MAX_HEADER_LENGTH)
    .split(',')
    .map((pair) => pair.trim().split('='))
  const [[, at = ''] = []] = pairs.filter(([name]) => name === 't')
  if (!SECONDS.test(at) || Math.abs(now / 1000 - Number(at)) > TOLERANCE_SECONDS) return false
  const given = pairs.flatMap(([name, hex = '']) => (name === 'v1' && V1.test(hex) ? [hex] : []))
  let isSigned = false
  for (const secret of given.length > 0 ? secrets : []) {
    const mac = await signStripe(secret, at, body)
    // Compare every signature, even after a match, so that the time reveals nothing.
    for (const each of given.slice(0, MAX_SIGNATURES)) isSigned = isSame(each, mac) || isSigned
  }
  return isSigned
}

/** The signature in hex. The whole secret, with its prefix, is the key. */
export async function signStripe(secret: string, at: string, body: string): Promise<string> {
  const bytes = (text: string) => new TextEncoder().encode(text)
  const key = await crypto.subtle.importKey('raw', bytes(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const mac = await crypto.subtle.sign('HMAC', key, bytes(`${at}.${body}`))
  return hexOf(mac)
}

/** Compares in a time that depends only on the length. */
function isSame(a: string, b: string): boolean {
  let difference = a.length ^ b.length
  for (let at = 0; at < b.length; at++) difference |= (a.charCodeAt(at) || 0) ^ b.charCodeAt(at)
  return difference === 0
}
