/**
 * Hashes passwords in the Worker, because a hash costs a tenth of a second of CPU, which would block an object's other
 * callers.
 */
/// <reference path="./node-crypto.d.ts" />
import { scrypt } from 'node:crypto'
import { type Cost, PRESENT_COST, type StoredPassword } from '../../domain/account/password.ts'

const HASH_BYTES = 32
const SALT_BYTES = 16
/** Maximum memory in bytes. scrypt needs 128·N·r bytes; Pannier never stores a cost that needs more. */
const MAX_MEMORY = 64 * 1024 * 1024

/** Hashes a new password under the current cost. */
export async function newPassword(password: string): Promise<StoredPassword> {
  const salt = newSalt()
  return { salt, cost: PRESENT_COST, hash: await hashPassword(password, salt, PRESENT_COST) }
}

export function newSalt(): string {
  return toBase64(crypto.getRandomValues(new Uint8Array(SALT_BYTES)))
}

/** @returns base64; every Unicode form of the same text has the same hash (RFC 8265, 4.2) */
export async function hashPassword(password: string, salt: string, { N, r, p }: Cost): Promise<string> {
  const bytes = Uint8Array.from(atob(salt), (character) => character.charCodeAt(0))
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), bytes, HASH_BYTES, { N, r, p, maxmem: MAX_MEMORY }, (error, key) => {
      if (error) reject(error)
      else resolve(toBase64(key))
    })
  })
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}
