/** Calls about accounts, and new accounts, for the bench. */
import type { Call } from './driver.ts'
import type { Shop } from './shop.ts'

export const RIGHT = 'the right one of a bench'
export const WRONG = 'a wrong one of a bench'

let made = 0

/** An e-mail address that no account has yet. */
export function newEmail(): string {
  made += 1
  return `shopper-${made}@bench.example`
}

/** @param from network address of the caller, as the platform reports it; absent: the address of the bench itself */
export function login(email: string, password: string, from?: string): Call {
  return { method: 'POST', path: '/v1/auth/login', body: { email, password }, headers: cameFrom(from) }
}

export function registration(email: string, from?: string): Call {
  return { method: 'POST', path: '/v1/auth/register', body: { email, password: RIGHT }, headers: cameFrom(from) }
}

export function refresh(refreshToken: string): Call {
  return { method: 'POST', path: '/v1/auth/refresh', body: { refreshToken } }
}

export interface Person {
  readonly email: string
  readonly token: string
  readonly refreshToken: string
}

export async function newPerson({ driver }: Shop, from?: string): Promise<Person> {
  const email = newEmail()
  const { body } = await driver.call(registration(email, from))
  return { email, ...pairIn(body) }
}

export function pairIn(body: string): { readonly token: string; readonly refreshToken: string } {
  // The cast: the contract's answer to a registration, a sign-in and a refresh.
  const { accessToken: token, refreshToken } = JSON.parse(body) as { accessToken: string; refreshToken: string }
  return { token, refreshToken }
}

function cameFrom(address: string | undefined): Readonly<Record<string, string>> {
  return address === undefined ? {} : { 'CF-Connecting-IP': address }
}
