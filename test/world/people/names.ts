/** Names of people: a few e-mail addresses that collide, each person's own spelling of them, and display names. */
import type { Turn } from '../../../src/domain/account/families.ts'

export const ADDRESSES = ['ann', 'bob', 'cid'] as const
export type Address = (typeof ADDRESSES)[number]

export const STRANGERS = ['stranger-1', 'stranger-2', 'stranger-3', 'stranger-4', 'stranger-5', 'stranger-6'] as const

/** The name of the claim; it does not reveal the address. */
export function claimOf(address: Address): string {
  return `claim-${ADDRESSES.indexOf(address) + 1}`
}

/** A spelling of the address that only this user has, so that a search finds the owner. */
export function emailOf(address: Address, userId: string): string {
  return `${address}+${userId}@mail.example`
}

export function addressIn(email: string): string {
  return email.slice(0, email.indexOf('+'))
}

export function nameOf(userId: string): string {
  return `the name of ${userId}.`
}

export function textOfTurn({ epoch, count }: Turn): string {
  return `${epoch}.${count}`
}
