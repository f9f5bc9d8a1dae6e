/** People as an adopter's storefront signs them in: the typed client, and only calls of the contract. */
import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { anybody, bearerOf, type Shopper } from './shopper.ts'

export const PASSWORD = 'correct horse battery'

export interface Person extends Shopper {
  readonly email: string
  readonly refreshToken: string
}

export function newEmail(name = 'lin'): string {
  return `${name}-${randomBytes(5).toString('hex')}@example.com`
}

interface Credentials {
  readonly email: string
  readonly password?: string
  readonly guestToken?: string
}

export async function register(url: string, { password = PASSWORD, ...rest }: Credentials) {
  const response = await anybody(url).v1.auth.register.$post({ json: { password, ...rest } })
  const body = await response.json()
  expect(response.status, JSON.stringify(body)).toBe(201)
  return { person: personOf(url, body), merge: body.merge }
}

export async function login(url: string, { password = PASSWORD, ...rest }: Credentials) {
  const response = await anybody(url).v1.auth.login.$post({ json: { password, ...rest } })
  const body = await response.json()
  expect(response.status, JSON.stringify(body)).toBe(200)
  return { person: personOf(url, body), merge: body.merge }
}

interface Pair {
  readonly accessToken: string
  readonly refreshToken: string
  readonly user: { readonly id: string; readonly email: string }
}

function personOf(url: string, { accessToken, refreshToken, user }: Pair): Person {
  return { ...bearerOf(url, user.id, accessToken), email: user.email, refreshToken }
}

export interface Tried {
  readonly status: number
  readonly code: string | undefined
  readonly retryAfter: number | null
  readonly requestId: string | null
  readonly ms: number
}

/** An attempt from a network address of the test's choice, which the local runtime trusts. */
export async function tryFrom(url: string, address: string, path: string, body: object): Promise<Tried> {
  const startedAt = performance.now()
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'cf-connecting-ip': address },
    body: JSON.stringify(body),
  })
  const { code } = (await response.json()) as { readonly code?: string }
  const retryAfter = response.headers.get('retry-after')
  const ms = performance.now() - startedAt
  const requestId = response.headers.get('x-request-id')
  return { status: response.status, code, retryAfter: retryAfter === null ? null : Number(retryAfter), requestId, ms }
}
