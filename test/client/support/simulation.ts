/**
 * One browser with several tabs, a network that fails, and time that the test moves. All of it is deterministic: nothing
 * happens but what the test does.
 */
import { type LiveCart, openLiveCart } from '../../../client/src/live/live-cart.ts'
import { memoryStorage } from '../../../client/src/live/memory.ts'
import type { Clock, Message, Ports, Pushed, Transport } from '../../../client/src/live/ports.ts'
import { PannierError } from '../../../client/src/problem.ts'
import { ModelServer } from './model-server.ts'

/** How the next request fails: it never arrives, or its answer does not. */
export type Fault = 'request' | 'answer'

export interface Tab {
  readonly cart: LiveCart
  wake(): void
  signedIn(): void
  /** The tab dies: nothing of it runs any more, and its lock is free. */
  kill(): void
}

export class Simulation {
  readonly server = new ModelServer()
  readonly faults: Fault[] = []
  /** The length of each batch that was sent. */
  readonly sent: number[] = []
  user: string | null = null
  isOnline = true
  hasLocks = true
  readonly #storage = memoryStorage()
  #now = 1_000_000
  #timers: { at: number; run: () => void }[] = []
  #channels = new Set<{ tab: object; listener: (message: Message) => void }>()
  #waiting: { tab: object; run: () => Promise<void> }[] = []
  #holder: object | null = null

  async open(): Promise<Tab> {
    const tab = {}
    let isDead = false
    const never = new Promise<never>(() => undefined)
    const alive = async <T>(value: T | Promise<T>): Promise<T> => {
      const held = await value
      return isDead ? never : held
    }
    let events = { wake: () => {}, session: () => {} }
    const transport = this.#transport()
    const ports: Ports = {
      storage: { transact: (run) => (isDead ? never : alive(this.#storage.transact(run))) },
      transport: {
        user: () => alive(transport.user()),
        heldUser: () => alive(transport.heldUser()),
        push: (client, operations) => (isDead ? never : alive(transport.push(client, operations))),
        read: (etag) => (isDead ? never : alive(transport.read(etag))),
      },
      clock: this.#clock(() => !isDead),
      locks: {
        hold: (run, signal) => {
          if (!this.hasLocks) return void run(signal)
          this.#waiting.push({ tab, run: () => run(signal) })
          this.#grant()
        },
      },
      channel: {
        post: (message) => {
          if (isDead) return
          const others = [...this.#channels].filter((each) => each.tab !== tab)
          for (const { listener } of others) queueMicrotask(() => listener(structuredClone(message)))
        },
        listen: (listener) => void this.#channels.add({ tab, listener: (message) => !isDead && listener(message) }),
      },
    }
    const cart = await openLiveCart(ports, {
      isVisible: () => true,
      listen: (given) => {
        events = given
      },
    })
    return {
      cart,
      wake: () => events.wake(),
      signedIn: () => events.session(),
      kill: () => {
        isDead = true
        this.#waiting = this.#waiting.filter((each) => each.tab !== tab)
        if (this.#holder === tab) this.#holder = null
        this.#grant()
      },
    }
  }

  /** Moves the time, timer by timer, and lets everything run. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms
    await this.settle()
    for (;;) {
      this.#timers.sort((a, b) => a.at - b.at)
      const [next] = this.#timers
      if (!next || next.at > end) break
      this.#timers.shift()
      this.#now = next.at
      next.run()
      await this.settle()
    }
    this.#now = end
  }

  /** Lets everything run that needs no time. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve))
  }

  #grant(): void {
    if (this.#holder) return
    const next = this.#waiting.shift()
    if (!next) return
    this.#holder = next.tab
    void next.run()
  }

  #clock(isAlive: () => boolean): Clock {
    return {
      now: () => this.#now,
      random: () => 0.5,
      after: (ms, run) => {
        const timer = { at: this.#now + ms, run: () => isAlive() && run() }
        this.#timers.push(timer)
        return () => {
          this.#timers = this.#timers.filter((each) => each !== timer)
        }
      },
    }
  }

  #transport(): Transport {
    return {
      user: async () => {
        if (this.user !== null) return this.user
        this.#reach(null)
        this.user = 'gst_1'
        return this.user
      },
      heldUser: async () => this.user,
      push: async (client, operations): Promise<Pushed> => {
        this.sent.push(operations.length)
        const fault = this.faults.shift() ?? null
        this.#reach(fault)
        const pushed = this.server.push(this.user ?? '', client, structuredClone(operations))
        if (fault === 'answer') throw new PannierError('network', 'The answer was lost.')
        return pushed
      },
      read: async (etag) => {
        this.#reach(null)
        const state = this.server.read(this.user ?? '')
        return state.etag === etag ? null : state
      },
    }
  }

  #reach(fault: Fault | null): void {
    if (!this.isOnline || fault === 'request') throw new PannierError('network', 'The request was lost.')
  }
}
