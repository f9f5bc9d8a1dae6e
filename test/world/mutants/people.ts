/** Planted bugs in accounts, claims, refresh tokens and erasure. */
import type { Mutant } from './mutant.ts'

const CART = 'src/objects/cart/cart.ts'
const ACCOUNT = 'src/objects/account/account.ts'
const ACCOUNT_EMAIL = 'src/objects/account/account-email.ts'
const DEFINITION = 'src/objects/account/account-definition.ts'
const DUTIES = 'src/objects/aggregate/duties.ts'
const ACCOUNT_DUTIES = 'src/objects/account/account-duties.ts'
const DECIDE = 'src/domain/account/decide.ts'
const CLAIM = 'src/domain/claim/claim.ts'
const FAMILIES = 'src/domain/account/families.ts'
const PROVE = 'src/domain/account/prove.ts'
const RULES = 'src/domain/account/account.ts'

export const PEOPLE: readonly Mutant[] = [
  {
    name: 'a claim that was given up is granted to the late call',
    file: CLAIM,
    find: 'if (owner || rows.get(GIVEN_UP, ticket) !== undefined) {',
    replace: 'if (owner) {',
    people: true,
    seed: 29,
  },
  {
    name: 'a claim is granted twice',
    file: CLAIM,
    find: 'if (owner || rows.get(GIVEN_UP, ticket) !== undefined) {',
    replace: 'if (rows.get(GIVEN_UP, ticket) !== undefined) {',
    people: true,
  },
  {
    name: 'a registration that died half-way keeps its claim',
    file: DEFINITION,
    find: 'dueAt: (row) => dueAt(row as ClaimRow)',
    replace: "dueAt: (row) => ((row as ClaimRow).state === 'reserving' ? null : dueAt(row as ClaimRow))",
    people: true,
    seed: 3,
  },
  {
    name: 'the old address is not free after a change',
    file: DECIDE,
    find: "return accept([set(CLAIMS, claim, { ...row, state: 'held' }), ...releasing(rows, old, now), ...changes])",
    replace:
      "return accept([set(CLAIMS, claim, { ...row, state: 'held' }), ...old.map((key) => drop(CLAIMS, key)), ...changes])",
    people: true,
    seed: 7,
  },
  {
    name: 'a lost call to a claim counts as granted',
    file: ACCOUNT_EMAIL,
    find: 'const isReserved = await this.#inTime(this.#ports.claim(claim).reserve(this.#id, ticket))',
    replace: 'const isReserved = await this.#ports.claim(claim).reserve(this.#id, ticket).catch(() => true)',
    people: true,
    seed: 2,
  },
  {
    name: 'a repeat of a refresh token makes a new successor',
    file: ACCOUNT,
    find: "if (verdict === 'present') {",
    replace: "if (verdict === 'present' || verdict === 'repeat') {",
    people: true,
    seed: 7,
  },
  {
    name: 'an old refresh token leaves its family standing',
    file: ACCOUNT,
    find: "      await this.#write('revoke', { type: 'revoke', family }, requestId)\n      return { status: 'reused' }",
    replace: "      return { status: 'reused' }",
    people: true,
    seed: 3,
  },
  {
    name: 'a repeated refresh token always gets its successor',
    file: FAMILIES,
    find: 'const soon = now - family.turnedAt <= REPEAT_MS',
    replace: 'const soon = true',
    people: true,
    seed: 3,
  },
  {
    name: 'an erasure skips guests that were merged',
    file: CART,
    find: '.filter((id) => !seen.guests.includes(id)),',
    replace: '.filter((id) => seen.guests.includes(id) && false),',
    people: true,
    seed: 66,
  },
  {
    name: 'a claim under way rings without end while an erasure waits',
    file: DUTIES,
    find: 'else if (next !== null && next <= now) store.dues.again(store.storage, name, now, ports.random())\n      else store.dues.set(store.storage, name, next)',
    replace: 'else store.dues.set(store.storage, name, next)',
    lives: true,
    promise: 'the alarm rings without end',
    seed: 10,
  },
  {
    name: 'a failed erasure is not continued',
    file: DEFINITION,
    find: 'list: ERASING,',
    replace: "list: 'never',",
    people: true,
    seed: 16,
  },
  {
    name: 'an account ends before its claims are released',
    file: ACCOUNT_DUTIES,
    find: '      await this.#ports.claim(key).release(ticket)\n    }\n    // The outbox',
    replace: '    }\n    // The outbox',
    people: true,
    seed: 16,
  },
  {
    name: 'a guess is compared although the account is locked',
    file: PROVE,
    find: "  if (seconds !== null) return { status: 'locked', seconds }\n  if (!sameHash",
    replace: '  if (!sameHash',
    people: true,
    seed: 5,
  },
  {
    name: 'failures of strangers lock known addresses',
    file: RULES,
    find: 'return rows.get(ADDRESSES, address) === undefined ? UNKNOWN_ADDRESSES : address',
    replace: 'return rows.get(ADDRESSES, address) === undefined ? UNKNOWN_ADDRESSES : UNKNOWN_ADDRESSES',
    people: true,
    seed: 5,
  },
  {
    name: 'other sign-ins survive a change of password',
    file: DECIDE,
    find: '        ...dropFamilies(rows, command.keep),\n        ...warning(',
    replace: '        ...warning(',
    people: true,
    seed: 7,
  },
]
