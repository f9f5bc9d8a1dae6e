/** People with accounts, and guests who may register, over HTTP only. */
import { expect } from 'vitest'
import { pairSchema, signedInSchema } from '../../../src/contract/answers/identity.ts'
import { Client, type Reply, Shopper, stranger } from './client.ts'
import { product, stock } from './shop.ts'

export const PASSWORD = 'correct horse battery'

let last = 0
/** An e-mail address that no other test has used. */
export function newEmail(name = 'lin'): string {
  return `${name}-${Date.now().toString(36)}-${++last}@example.com`
}

export interface Person {
  readonly email: string
  readonly id: string
  readonly refreshToken: string
  readonly client: Client
}

export async function registered(fields: object = {}): Promise<Person> {
  const reply = await stranger.call('POST', '/v1/auth/register', { email: newEmail(), password: PASSWORD, ...fields })
  expect(reply.status, reply.text).toBe(201)
  return personOf(reply)
}

export function personOf(reply: Reply): Person {
  const { user, accessToken, refreshToken } = reply.as(signedInSchema)
  const client = new Client({ authorization: `Bearer ${accessToken}` })
  return { email: user.email, id: user.id, refreshToken, client }
}

export function login(email: string, fields: object = {}, headers = {}): Promise<Reply> {
  return stranger.call('POST', '/v1/auth/login', { email, password: PASSWORD, ...fields }, headers)
}

export async function refreshed(refreshToken: string) {
  const reply = await stranger.call('POST', '/v1/auth/refresh', { refreshToken })
  expect(reply.status, reply.text).toBe(200)
  return reply.as(pairSchema)
}

/** A guest with a cart of these quantities. */
export async function guestWith(lines: Readonly<Record<string, number>>): Promise<Shopper> {
  await stock(...['tea', 'pot', 'cup', 'jar'].map((sku) => product(sku, { onHand: 5000 })))
  const guest = await Shopper.guest()
  for (const [sku, quantity] of Object.entries(lines)) await guest.add(sku, quantity)
  return guest
}
