/**
 * The calls that the Worker makes for people, over the simulated objects. Every answer is compared with the book in the
 * turn in which the object gives it; a lost call returns null.
 */
import type { ProofRefusal, SignedIn } from '../../../src/contract/rpc/account.ts'
import type { Kind } from '../../../src/domain/copy.ts'
import { Unavailable } from '../../../src/objects/aggregate/life.ts'
import { Lost } from '../host.ts'
import { DiskFault } from '../object-storage.ts'
import { nameOf as kindName, type Objects } from '../objects.ts'
import { IMMORTAL } from '../remote.ts'
import type { World } from '../world.ts'
import type { Book } from './book.ts'
import { type Address, claimOf, emailOf, nameOf, textOfTurn } from './names.ts'
import type { Turn } from './sessions.ts'

/** The account whose password is guessed, and the network address. */
export interface Guess {
  readonly userId: string
  readonly hash: string
  readonly from: string
}

/** Errors of an account that cannot know the answer or is busy with something else: the Worker answers 503. */
const EXCUSES = [
  'the reservation was released before the registration ended',
  'the reservation was released before the change ended',
  'the account no longer accepts claims',
  'no end within',
]

const COST = { N: 2, r: 1, p: 1 }

export class Front {
  readonly #world: World
  readonly #book: Book
  #requests = 0
  underWay = 0

  constructor(world: World, book: Book) {
    this.#world = world
    this.#book = book
  }

  owner(address: Address): Promise<{ readonly userId: string | null } | null> {
    return this.#ask('claim', claimOf(address), `the owner of ${address} is looked up`, async (claim) => ({
      userId: claim.owner,
    }))
  }

  register(userId: string, address: Address, hash: string): Promise<{ readonly made: boolean } | null> {
    const claim = claimOf(address)
    const email = emailOf(address, userId)
    this.#want(userId, email, hash)
    return this.#ask('account', userId, `${userId} registers ${address}`, async (account) => {
      const since = this.#world.scheduler.time
      const password = { salt: 'salt', hash, cost: COST }
      const requestId = this.#request()
      const made = await account.register({ claim, email, name: nameOf(userId), role: 'customer', password, requestId })
      if (made && !this.#book.hadEmail(userId, email, since))
        this.#fail(`the registration of ${userId} succeeded, but the account does not exist`)
      if (!made && !this.#book.wasTaken(claim, userId, since))
        this.#fail(`${address} was refused as taken, but was free`)
      return { made }
    })
  }

  enter(userId: string, from: string): Promise<SignedIn | null> {
    return this.#ask('account', userId, `${userId} enters from ${from}`, async (account) => {
      const entered = await account.enter(from, this.#request())
      if (entered) this.#checkTurn(entered)
      return entered
    })
  }

  /** Signs in as the Worker does: first it asks for the hash parameters, then it sends the guess. */
  async signIn(guess: Guess) {
    const { userId, hash, from } = guess
    const challenge = await this.#ask('account', userId, `${userId} is looked up from ${from}`, async (account) => {
      const found = account.challenge(from)
      if (found.status === 'locked') this.#checkRefusal(guess, found, null)
      return found
    })
    if (challenge?.status !== 'open') return null
    return this.#ask('account', userId, `${userId} signs in from ${from} with ${hash}`, async (account) => {
      const reply = await this.#judge(guess, () => account.signIn({ hash, address: from }, this.#request()))
      if (reply.status === 'in') this.#checkTurn(reply)
      return reply
    })
  }

  refresh(userId: string, family: string, presented: Turn) {
    const label = `${userId} refreshes ${family.slice(-4)} with ${textOfTurn(presented)}`
    return this.#ask('account', userId, label, async (account) => {
      const { sessions } = this.#book
      const verdict = sessions.judge(family, presented, this.#wall(userId))
      const reply = await account.refresh(family, presented, this.#request())
      this.#world.scheduler.trace?.(`    the token is ${verdict}: ${JSON.stringify(reply)}`)
      const expected = verdict === 'present' || verdict === 'repeat' ? 'turned' : verdict
      if (reply.status !== expected) this.#fail(`${label}: the answer is ${reply.status}, but the token is ${verdict}`)
      if (reply.status === 'reused' && !sessions.isOver(family))
        this.#fail(`${label}: the answer is reused, but the sign-in continues`)
      if (reply.status === 'turned' && textOfTurn(reply.turn) !== sessions.successor(family, presented)) {
        this.#fail(`${label}: the answer is ${textOfTurn(reply.turn)}, which is not the successor`)
      }
      return reply
    })
  }

  signOut(userId: string, family: string): Promise<boolean | null> {
    return this.#ask('account', userId, `${userId} signs out of ${family.slice(-4)}`, async (account) => {
      await account.signOut(family, this.#request())
      if (!this.#book.sessions.isOver(family)) this.#fail(`${userId} signed out, but the sign-in continues`)
      return true
    })
  }

  changePassword(guess: Guess, hash: string, keep: string | null) {
    const { userId } = guess
    this.#want(userId, hash)
    return this.#ask('account', userId, `${userId} changes the password to ${hash}`, async (account) => {
      const before = Object.keys(this.#book.account(userId).families)
      const reply = await this.#judge(guess, () => {
        const change = { password: { salt: 'salt', hash, cost: COST }, keep }
        return account.changePassword({ hash: guess.hash, address: guess.from }, change, this.#request())
      })
      if (reply.status === 'changed' && before.some((id) => id !== keep && !this.#book.sessions.isOver(id))) {
        this.#fail(`${userId} changed the password, but other sign-ins continue`)
      }
      return reply
    })
  }

  changeEmail(guess: Guess, address: Address) {
    const { userId } = guess
    const claim = claimOf(address)
    const email = emailOf(address, userId)
    this.#want(userId, email)
    return this.#ask('account', userId, `${userId} moves to ${address}`, async (account) => {
      const since = this.#world.scheduler.time
      const reply = await this.#judge(guess, () => {
        const proof = { hash: guess.hash, address: guess.from }
        return account.changeProfile(proof, { email: { claim, email } }, this.#request())
      })
      if (reply.status === 'changed' && !this.#book.hadEmail(userId, email, since)) {
        this.#fail(`${userId} got a success for the move to ${address}, which did not happen`)
      }
      if (reply.status === 'taken' && !this.#book.wasTaken(claim, userId, since))
        this.#fail(`${address} was refused as taken, but was free`)
      return reply
    })
  }

  erase(guess: Guess) {
    const { userId } = guess
    this.#world.erasable.add(userId)
    return this.#ask('account', userId, `${userId} is erased`, async (account) => {
      const reply = await this.#judge(guess, () => {
        return account.eraseByOwner({ hash: guess.hash, address: guess.from }, this.#request())
      })
      if (reply.status === 'erased' && !this.#book.erased.has(userId))
        this.#fail(`${userId} got a success for an erasure that did not begin`)
      return reply
    })
  }

  /** An erasure by an operator, who names a user or a cart: a cart may have no account. */
  eraseAnyone(userId: string): Promise<boolean | null> {
    this.#world.erasable.add(userId)
    return this.#ask('account', userId, `${userId} is erased by an operator`, async (account) => {
      await account.eraseByOperator(this.#request())
      this.#book.erased.add(userId)
      return true
    })
  }

  /** One guess: whether it is judged at all, and what the answer says of the password. */
  async #judge<Reply extends { readonly status: string }>(guess: Guess, ask: () => Promise<Reply | ProofRefusal>) {
    const { userId, hash, from } = guess
    const { hash: known } = this.#book.account(userId)
    const shut = this.#isShut(guess)
    // The object judges in the turn in which it is asked.
    this.#book.judging = from
    const asked = ask()
    this.#book.judging = null
    const reply = await asked
    this.#world.scheduler.trace?.(`    ${userId} gets ${reply.status}`)
    if (reply.status === 'unknown') return reply
    // The meanings of these two statuses.
    if (reply.status === 'wrong' || reply.status === 'locked') this.#checkRefusal(guess, reply as ProofRefusal, known)
    else if (hash !== known) this.#fail(`${userId}: the wrong password ${hash} was accepted`)
    if (shut && reply.status !== 'locked')
      this.#fail(`${userId}: a guess from ${from} was judged although the account is locked`)
    return reply
  }

  #checkRefusal(guess: Guess, refusal: ProofRefusal, known: string | null): void {
    const { userId, hash, from } = guess
    if (refusal.status === 'wrong' && hash === known) this.#fail(`${userId}: the right password ${hash} was refused`)
    if (refusal.status === 'locked' && !this.#book.jumps && !this.#isShut(guess)) {
      this.#fail(`${userId} is locked for ${from} without a cause`)
    }
  }

  #isShut({ userId, from }: Guess): boolean {
    return !this.#book.jumps && this.#book.locks.isLocked(userId, from, this.#wall(userId))
  }

  #checkTurn({ user, family, turn }: SignedIn): void {
    if (this.#book.sessions.judge(family, turn, this.#wall(user.id)) !== 'present')
      this.#fail(`${user.id} got a token that is not the present one`)
  }

  /** The time on the account's own clock. */
  #wall(userId: string): number {
    return this.#world.scheduler.wall(kindName('account', userId))
  }

  async #ask<K extends Kind, Value>(
    kind: K,
    id: string,
    label: string,
    work: (object: Objects[K]) => Promise<Value>,
  ): Promise<Value | null> {
    this.underWay++
    try {
      return await this.#world.host(kind, id).call(IMMORTAL, label, work)
    } catch (error) {
      const known = error instanceof Lost || error instanceof DiskFault || error instanceof Unavailable
      const excused = error instanceof Error && EXCUSES.some((excuse) => error.message.startsWith(excuse))
      if (!known && !excused) this.#fail(`${label} threw ${error instanceof Error ? error.stack : error}`)
      return null
    } finally {
      this.underWay--
    }
  }

  #want(userId: string, ...values: readonly string[]): void {
    for (const value of values) this.#book.asked.add(`${userId} ${value}`)
  }

  #request(): string {
    return `request-${this.#requests++}`
  }

  #fail(message: string): void {
    this.#world.fail(message)
  }
}
