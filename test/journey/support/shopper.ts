/** Shoppers as an adopter's storefront would write them: the typed client, and only calls of the contract. */
import { hc } from 'hono/client'
import { expect } from 'vitest'
import * as z from 'zod/mini'
import type { CartBody, minimalSchema } from '../../../src/contract/answers/cart.ts'
import type { AppType } from '../../../src/worker/app.ts'
import { Tokens } from '../../../src/worker/guard/tokens.ts'
import { TEST_ADMIN, TEST_KEY } from '../../support/secrets.ts'

type Api = ReturnType<typeof hc<AppType>>

export interface Shopper {
  readonly id: string
  readonly token: string
  readonly api: Api
  /** The same shopper at another worker. */
  at(url: string): Shopper
}

export function anybody(url: string): Api {
  return hc<AppType>(url)
}

export async function newGuest(url: string): Promise<Shopper> {
  const response = await anybody(url).v1.auth.guest.$post()
  expect(response.status).toBe(201)
  const { accessToken, user } = await response.json()
  return bearerOf(url, user.id, accessToken)
}

const tokens = new Tokens({ keys: [TEST_KEY], issuer: 'pannier' })

/** A user of another identity provider; the tests sign the token themselves. */
export async function newMember(url: string, id: string): Promise<Shopper> {
  return bearerOf(url, id, await tokens.issue({ id, role: 'customer' }, 3600))
}

/** The admin of the configuration, signed in. */
export async function newAdmin(url: string): Promise<Shopper> {
  return signIn(url, TEST_ADMIN.ADMIN_EMAIL, TEST_ADMIN.ADMIN_PASSWORD)
}

/** The reason that some acts of operators require. */
export const REASONED = { headers: { 'pannier-reason': 'a%20test' } }

export function newSupporter() {
  return { email: `support-${Date.now()}@example.com`, password: 'reads the orders only' }
}

/** A person whom the admin made support. */
export async function newSupport(url: string, json = newSupporter()): Promise<Shopper> {
  const admin = await newAdmin(url)
  const registered = await anybody(url).v1.auth.register.$post({ json })
  expect(registered.status).toBe(201)
  const { user } = z.object({ user: z.object({ id: z.string() }) }).parse(await registered.json())
  const param = { userId: user.id }
  const changed = await admin.api.v1.admin.accounts[':userId'].$patch({ param, json: { role: 'support' } }, REASONED)
  expect(changed.status).toBe(200)
  return signIn(url, json.email, json.password)
}

async function signIn(url: string, email: string, password: string): Promise<Shopper> {
  const response = await anybody(url).v1.auth.login.$post({ json: { email, password } })
  expect(response.status).toBe(200)
  const { accessToken, user } = await response.json()
  return bearerOf(url, user.id, accessToken)
}

/** The holder of this access token. */
export function bearerOf(url: string, id: string, token: string): Shopper {
  const api = hc<AppType>(url, { headers: { authorization: `Bearer ${token}`, 'accept-language': 'en' } })
  return { id, token, api, at: (other) => bearerOf(other, id, token) }
}

/** A whole cart from an answer, and the position in its ETag. */
export interface Seen {
  readonly position: string
  readonly cart: CartBody
}

/** The typed client's result for an answer of the cart's routes: the contract's two shapes. */
interface Answer {
  readonly status: number
  readonly headers: Headers
  json(): Promise<CartBody | z.infer<typeof minimalSchema>>
}

/** The cart of an answer with the whole cart; fails on any other answer. */
export async function cartOf(answering: Answer | Promise<Answer>): Promise<Seen> {
  const answer = await answering
  const body = await answer.json()
  expect(answer.status, JSON.stringify(body)).toBe(200)
  if (!('items' in body)) throw new Error('not a whole cart')
  const [, position = ''] = /^"([^.]+)\./.exec(answer.headers.get('etag') ?? '') ?? []
  expect(position).toMatch(/^\d+-\d+$/)
  return { position, cart: body }
}
