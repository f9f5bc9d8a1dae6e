/**
 * `npm run keys`: prints a fresh value for AUTH_KEYS, a JWK set with one EC P-256 private key that signs tokens with
 * ES256. Nothing is kept.
 */
import { generateKeyPairSync } from 'node:crypto'
import { calculateJwkThumbprint } from 'jose'

/** @returns JSON in one line; the key's id is its thumbprint (RFC 7638). */
export async function newAuthKeys(): Promise<string> {
  const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
  const { kty, crv, x, y, d } = jwk
  if (kty === undefined || crv === undefined || x === undefined || y === undefined || d === undefined) {
    throw new Error('the new key lacks a part')
  }
  const kid = await calculateJwkThumbprint({ kty, crv, x, y })
  return JSON.stringify({ keys: [{ kty, crv, kid, x, y, d }] })
}

if (import.meta.main) console.log(await newAuthKeys())
