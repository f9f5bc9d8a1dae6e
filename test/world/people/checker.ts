/**
 * Checks what must hold of people when all is quiet: an address belongs to exactly the account that has it, nothing
 * stays half-done, and no place holds data of an erased person.
 */
import type { Kind } from '../../../src/domain/copy.ts'
import { SECRET } from '../intentions.ts'
import type { World } from '../world.ts'
import type { Book } from './book.ts'
import type { Front } from './front.ts'
import { ADDRESSES, type Address, addressIn, claimOf, nameOf } from './names.ts'

/** Names the work that is still under way; null if there is none. */
export function unrestOf(world: World, book: Book, front: Front): string | null {
  if (front.underWay > 0) return 'a caller waits for an answer'
  for (const [userId, { email, claims, erasing }] of book.accounts()) {
    if (world.witness.truth('account', userId).state === 'erased' || world.host('account', userId).forsaken) continue
    if (erasing) return `the erasure of ${userId} is under way`
    if (email === null) return `the registration of ${userId} is under way`
    if (Object.values(claims).some(({ state }) => state !== 'held')) return `the claims of ${userId} are not settled`
  }
  return null
}

export function checkPeople(world: World, book: Book): void {
  for (const [userId, { email, claims }] of book.accounts()) {
    if (world.host('account', userId).forsaken) continue
    const { state } = world.witness.truth('account', userId)
    if (email === null && state !== 'erased') world.fail(`${userId} has no e-mail address, but is not erased`)
    if (email === null) continue
    const claim = claimOf(addressIn(email) as Address)
    const held = Object.keys(claims)
    if (held.length !== 1 || held[0] !== claim) world.fail(`${userId} has ${email}, but holds the claims ${held}`)
    if (book.owner(claim) !== userId)
      world.fail(`${userId} has ${email}, but its claim belongs to ${book.owner(claim)}`)
    if (state !== 'live') world.fail(`the account ${userId} is ${state}`)
  }
  for (const claim of book.claims()) {
    const owner = book.owner(claim)
    if (owner === null || world.host('account', owner).forsaken) continue
    if (book.account(owner).claims[claim]?.state !== 'held') {
      world.fail(`${claim} belongs to ${owner}, which does not hold it`)
    }
  }
  if (book.erased.size === 0) return
  const all = places(world)
  for (const userId of book.erased) {
    // Without its alarm an erasure stands still until the account is called again.
    if (!world.host('account', userId).forsaken) checkErased(world, userId, all)
  }
}

/** Everything that any place still holds, as text, with its owner and its place. */
interface Place {
  readonly kind: Kind
  readonly id: string
  readonly name: string
  readonly text: string
  /** Whether ids of carts and accounts may appear there: a dead letter needs one to find its object. */
  readonly mayName: boolean
}

/** Ids and texts of the account, its cart, and the merged guests' carts, in every place. */
function checkErased(world: World, userId: string, all: readonly Place[]): void {
  for (const kind of ['account', 'cart'] as const) {
    const { state } = world.witness.truth(kind, userId)
    if (state !== 'erased') world.fail(`${userId} was erased, but the ${kind} is ${state}`)
  }
  const guests = world.witness.bindings.all().filter((binding) => binding.userId === userId)
  for (const { guestId } of guests) {
    const { state } = world.witness.cart(guestId)
    if (state !== 'erased' && state !== 'expired')
      world.fail(`${userId} was erased, but the guest ${guestId} is ${state}`)
  }
  const ids = [userId, ...guests.map(({ guestId }) => guestId)]
  const words = [nameOf(userId), ...ids.flatMap((id) => [`+${id}@`, secretOf(id)])]
  for (const { kind, id, name, text, mayName } of all) {
    const isTombstone = (kind === 'cart' || kind === 'account') && ids.includes(id)
    const named = isTombstone || mayName ? undefined : ids.find((each) => new RegExp(`${each}(?!\\w)`).test(text))
    const word = words.find((each) => text.includes(each)) ?? named
    if (word !== undefined) world.fail(`${userId} was erased, but ${name} contains "${word}"`)
  }
  if (world.events.has(userId)) world.fail(`${userId} was erased, but security events still name the user`)
}

function secretOf(id: string): string {
  return `${SECRET} ${id}"`
}

function places(world: World): readonly Place[] {
  return world.hosts().flatMap(({ kind, id, name, disk }) => {
    const its = [['the object', JSON.stringify(disk.image())] as const, ...world.copies.places(kind, id)]
    return its.map(([place, text]) => {
      const mayName = place === 'the dead letters'
      return { kind, id, name: `${place} of ${name}`, text: unescaped(text), mayName }
    })
  })
}

/** JSON within JSON as plain text. */
function unescaped(text: string): string {
  return text.replaceAll('\\', '')
}

/** If nothing fails, a free address can be registered, and a taken address belongs to one account only. */
export async function newcomers(world: World, book: Book, front: Front): Promise<void> {
  for (const address of ADDRESSES) {
    const userId = `usr_new_${address}`
    const owner = book.owner(claimOf(address))
    let made: boolean | null = null
    world.scheduler.in(0, `${userId} registers`, async () => {
      made = (await front.register(userId, address, `hash-of-new-${address}`))?.made ?? null
    })
    await world.pass(20_000)
    if (made !== (owner === null))
      world.fail(`the registration of ${address}, which belongs to ${owner}, was answered with ${made}`)
  }
}
