/**
 * A person with e-mail addresses, a password, refresh tokens, a guest's cart and now and then an account. The person
 * acts step by step, or does two things at once, and continues from the answers.
 */
import { STRATEGIES } from '../model/merge.ts'
import { Shopper } from '../shopper.ts'
import type { World } from '../world.ts'
import type { Front, Guess } from './front.ts'
import { ADDRESSES, type Address, STRANGERS } from './names.ts'
import type { Turn } from './sessions.ts'

interface Login {
  readonly userId: string
  readonly family: string
  /** The tokens that the person received, the newest last. */
  readonly turns: readonly Turn[]
}

/** The possible actions, each with the number in [0, 1) below which it is drawn. */
type Chances = readonly (readonly [below: number, act: () => void | Promise<void>])[]

/** Shared by all people: numbers for names, and the carts. */
export interface Crowd {
  readonly world: World
  readonly front: Front
  readonly shoppers: Shopper[]
  number(): number
  /** Lets a person order with this cart, or pay, or cancel. */
  buys?(shopper: Shopper): void
}

export class Person {
  readonly #crowd: Crowd
  readonly #name: string
  #address: Address
  #hash: string
  #userId: string | null = null
  #guest: Shopper
  #logins: Login[] = []

  constructor(name: string, crowd: Crowd) {
    this.#name = name
    this.#crowd = crowd
    this.#address = crowd.world.scheduler.pick(ADDRESSES)
    this.#hash = `hash-of-${name}-0`
    this.#guest = this.#newGuest()
  }

  get #scheduler() {
    return this.#crowd.world.scheduler
  }

  /** Starts one action; the answer arrives later. */
  act(): void {
    const drawn = this.#scheduler.random()
    const [, act] = (this.#userId ? this.#owned : this.#unowned).find(([below]) => drawn < below) ?? []
    void act?.()
  }

  /** Orders with the account's cart or the guest's; now and then the account is erased at that very moment. */
  buy(): void {
    const own = this.#cart()
    this.#crowd.buys?.(own && this.#scheduler.chance(0.6) ? own : this.#guest)
    if (!own || this.#scheduler.chance(0.85)) return
    const afterMs = this.#scheduler.pick([0, 50, 1_000, 20_000])
    this.#scheduler.in(this.#scheduler.between(0, afterMs), `${this.#name} erases the account`, () => this.#erase())
  }

  /** A random action of a person without an account. */
  readonly #unowned: Chances = [
    [0.25, () => this.#guest.act()],
    [0.75, () => this.#register()],
    [1, () => this.#signIn(this.#address)],
  ]

  readonly #owned: Chances = [
    [0.14, () => this.#guest.act()],
    [0.22, () => this.#cart()?.act()],
    [0.34, () => this.#signIn(this.#address)],
    [0.58, () => this.#refresh()],
    [0.63, () => this.#signOut()],
    [0.7, () => this.#changePassword()],
    [0.84, () => this.#changeEmail()],
    [0.9, () => this.#guess()],
    [0.95, () => this.#erase()],
    [1, () => this.#register()],
  ]

  /** Registers a new account, whether or not the person already has one. */
  async #register(): Promise<void> {
    const { front } = this.#crowd
    const address = this.#scheduler.pick(ADDRESSES)
    // This check only saves work, so a Worker may skip it.
    const owner = this.#scheduler.chance(0.6) ? await front.owner(address) : null
    if (owner?.userId) return
    const userId = `usr_${this.#crowd.number()}`
    const hash = this.#newHash()
    const reply = await front.register(userId, address, hash)
    if (reply && !reply.made) return
    // If the outcome is unknown, the registration may have succeeded.
    this.#address = address
    this.#hash = hash
    if (!reply) return
    this.#userId = userId
    const entered = await front.enter(userId, this.#home)
    if (entered) this.#entered(userId, entered)
  }

  async #signIn(address: Address): Promise<void> {
    const { front } = this.#crowd
    const owner = await front.owner(address)
    if (!owner?.userId) return
    const { userId } = owner
    const reply = await front.signIn({ userId, hash: this.#hash, from: this.#home })
    if (reply?.status !== 'in') return
    this.#userId = userId
    this.#entered(userId, reply)
  }

  #entered(userId: string, { family, turn }: { readonly family: string; readonly turn: Turn }): void {
    this.#logins.push({ userId, family, turns: [turn] })
    if (this.#scheduler.chance(0.3)) return
    void this.#guest.merging.merge(userId, this.#scheduler.pick(STRATEGIES))
    if (this.#scheduler.chance(0.2)) void this.#guest.merging.merge(userId, this.#scheduler.pick(STRATEGIES))
    // Most people drop the guest's token, some keep it and log in with it again.
    if (this.#scheduler.chance(0.7)) this.#guest = this.#newGuest()
  }

  /** Refreshes with the present token, twice with it, or with an old one. */
  #refresh(): void {
    const login = this.#logins.at(this.#scheduler.between(-2, -1))
    if (!login) return
    const old = this.#scheduler.chance(0.2)
    const turn = old ? this.#scheduler.pick(login.turns) : login.turns.at(-1)
    if (!turn) return
    void this.#present(login, turn)
    if (this.#scheduler.chance(0.3)) void this.#present(login, turn)
  }

  async #present(login: Login, turn: Turn): Promise<void> {
    const reply = await this.#crowd.front.refresh(login.userId, login.family, turn)
    if (reply?.status !== 'turned') return
    this.#logins = this.#logins.map((each) => {
      if (each.family !== login.family) return each
      const known = each.turns.some(({ epoch, count }) => epoch === reply.turn.epoch && count === reply.turn.count)
      return known ? each : { ...each, turns: [...each.turns, reply.turn] }
    })
  }

  #signOut(): void {
    const login = this.#logins.at(-1)
    if (login) void this.#crowd.front.signOut(login.userId, login.family)
  }

  async #changePassword(): Promise<void> {
    const guess = this.#own()
    if (!guess) return
    const hash = this.#newHash()
    const reply = await this.#crowd.front.changePassword(guess, hash, this.#logins.at(-1)?.family ?? null)
    // If the change was not answered, some people assume the old password and some the new one.
    if (reply ? reply.status === 'changed' : this.#scheduler.chance(0.5)) this.#hash = hash
  }

  /** Changes to another address, and now and then at once to a third or back. */
  #changeEmail(): void {
    const guess = this.#own()
    if (!guess) return
    const move = async (address: Address) => {
      const reply = await this.#crowd.front.changeEmail(guess, address)
      if (reply ? reply.status === 'changed' : this.#scheduler.chance(0.5)) this.#address = address
    }
    const back = this.#address
    const there = this.#scheduler.pick(ADDRESSES)
    const drawn = this.#scheduler.random()
    const moved = move(there)
    if (drawn < 0.2) void move(this.#scheduler.pick(ADDRESSES))
    else if (drawn < 0.4) void moved.then(() => move(back))
  }

  /** Wrong guesses: the person's own, a storm from a stranger, or one each from many addresses. */
  #guess(): void {
    const userId = this.#userId
    if (!userId) return
    const from = this.#scheduler.pick([this.#home, ...STRANGERS])
    const guess = (address: string, hash = 'hash-of-nobody') =>
      this.#crowd.front.signIn({ userId, hash, from: address })
    const drawn = this.#scheduler.random()
    if (drawn < 0.4) {
      void guess(from)
      return
    }
    const addresses = drawn < 0.7 ? Array.from({ length: 12 }, () => from) : STRANGERS
    for (const address of addresses) void guess(address)
    this.#scheduler.in(this.#scheduler.between(100, 60_000), `${this.#name} tries a wrong password`, () => {
      void guess(STRANGERS[0], this.#hash)
      void guess(this.#home, this.#hash)
    })
  }

  async #erase(): Promise<void> {
    const guess = this.#own()
    if (!guess) return
    const reply = await this.#crowd.front.erase(guess)
    if (this.#scheduler.chance(0.2)) void this.#crowd.front.erase(guess)
    if (reply?.status !== 'erased') return
    this.#userId = null
    this.#guest = this.#newGuest()
  }

  #own(): Guess | null {
    return this.#userId ? { userId: this.#userId, hash: this.#hash, from: this.#home } : null
  }

  /** The cart of the account. */
  #cart(): Shopper | null {
    const id = this.#userId
    if (!id) return null
    const known = this.#crowd.shoppers.find((shopper) => shopper.id === id)
    return known ?? this.#shopper(id)
  }

  #newGuest(): Shopper {
    return this.#shopper(`gst_${this.#name}_${this.#crowd.number()}`)
  }

  #shopper(id: string): Shopper {
    const shopper = new Shopper(id, this.#crowd.world)
    this.#crowd.shoppers.push(shopper)
    return shopper
  }

  get #home(): string {
    return `home-of-${this.#name}`
  }

  #newHash(): string {
    return `hash-of-${this.#name}-${this.#crowd.number() % 10}`
  }
}
