/**
 * Where one object lives: its disk stays, its lives come and go. It starts when it is called, runs its alarm, and
 * can be killed at every port, statement and commit.
 */

import type { CartCommand, CartRefusal } from '../../src/domain/cart/decide.ts'
import type { CartEvent } from '../../src/domain/cart/evolve.ts'
import { Aggregate } from '../../src/objects/aggregate/aggregate.ts'
import type { AggregatePorts } from '../../src/objects/aggregate/ports.ts'
import { CART, type CartLookups } from '../../src/objects/cart-definition.ts'
import { Disk, DiskFault, type Image, Killed, storageOf } from './object-storage.ts'
import { IMMORTAL, type Life } from './remote.ts'
import type { Scheduler } from './scheduler.ts'
import type { Weather } from './weather.ts'

export type Cart = Aggregate<CartCommand, CartLookups, CartEvent, CartRefusal>

/** What a caller is told when its call or the answer went astray: nothing is known. */
export class Lost extends Error {
  override readonly name = 'Lost'
}

export interface HostPorts {
  readonly scheduler: Scheduler
  readonly weather: Weather
  portsOf(id: string, life: Life): AggregatePorts
  /** Something was committed. */
  observe(host: Host): void
}

class ObjectLife implements Life {
  alive = true
  /** Statements until it dies, when it is to die in the middle of something. */
  fuse: number | null = null
  /** What happens then. */
  fault: 'death' | 'error' = 'death'
  readonly cart: Cart
  readonly awake: Promise<void>
  /** Callers that wait for an answer. */
  readonly callers = new Set<() => void>()
  readonly #host: Host

  constructor(host: Host, ports: HostPorts) {
    this.#host = host
    const storage = storageOf(host.disk, {
      isAlive: () => this.alive,
      beforeStatement: () => {
        if (this.fuse === null || this.fuse-- > 0) return
        this.fuse = null
        if (this.fault === 'error') throw new DiskFault('the disk is full')
        this.kill('at a statement')
      },
      afterCommit: () => {
        ports.observe(host)
        if (ports.scheduler.chance(ports.weather.killAfterCommit)) this.kill('after the commit')
      },
    })
    this.cart = new Aggregate(host.id, CART, storage, ports.portsOf(host.id, this))
    this.awake = this.cart.wake()
  }

  /** Draws whether one of the next statements is to fail. */
  light({ scheduler, weather }: HostPorts): void {
    if (this.#host.dieAt !== null) {
      this.fault = 'death'
      this.fuse = this.#host.dieAt
      this.#host.dieAt = null
      return
    }
    const kill = scheduler.chance(weather.killInSql)
    if (!kill && !scheduler.chance(weather.sqlFails)) return
    this.fault = kill ? 'death' : 'error'
    this.fuse = scheduler.between(0, 12)
  }

  kill(reason: string): void {
    if (!this.alive) return
    this.alive = false
    this.#host.died(this, reason)
  }
}

export class Host {
  readonly id: string
  readonly disk = new Disk()
  readonly #ports: HostPorts
  #life: ObjectLife | null = null
  #firing: ObjectLife | 'starting' | 'again' | null = null
  kills = 0
  /** At which statement of its next call it is to die, from 0. */
  dieAt: number | null = null
  #lateUntil = 0

  constructor(id: string, ports: HostPorts) {
    this.id = id
    this.#ports = ports
  }

  get firing(): boolean {
    return this.#firing !== null
  }

  /** When the alarm is to run, in true time, or null. */
  get alarmAt(): number | null {
    const at = this.#firing ? null : this.disk.alarm
    return at === null ? null : Math.max(at - this.#ports.scheduler.skewMs, this.#lateUntil)
  }

  kill(reason: string): void {
    this.#life?.kill(reason)
  }

  died(life: ObjectLife, reason: string): void {
    const { scheduler } = this.#ports
    this.kills++
    scheduler.trace?.(`    ${this.id} dies ${reason}`)
    if (this.#life === life) this.#life = null
    if (this.#firing === life) this.#retryAlarm()
    for (const tell of life.callers) scheduler.in(scheduler.between(1, 50), `${this.id} is gone`, tell)
  }

  /** Its alarm is put off by so much: the platform is late. */
  late(ms: number): void {
    this.#lateUntil = this.#ports.scheduler.time + ms
  }

  /** Puts the object back to what it was. */
  restore(image: Image): void {
    this.#ports.scheduler.trace?.(`    ${this.id} is put back to an older state`)
    this.kill('for it is put back')
    this.disk.restore(image)
  }

  /** Calls the object, starting it when it sleeps; rejects with Lost when it dies or the way is lost. */
  call<Value>(caller: Life, label: string, work: (cart: Cart) => Value | Promise<Value>): Promise<Value> {
    const { scheduler, weather } = this.#ports
    return new Promise((resolve, reject) => {
      const settle = (what: string, then: () => void) => {
        if (!caller.alive) return
        if (caller !== IMMORTAL && scheduler.chance(weather.killAtPort)) caller.kill(`after ${label}`)
        else {
          scheduler.trace?.(`    ${label}: ${what}`)
          then()
        }
      }
      const lost = () => settle('lost', () => reject(new Lost(label)))
      if (scheduler.chance(weather.callLost)) {
        scheduler.in(scheduler.between(10, 3_000), `${label} goes astray`, lost)
        return
      }
      scheduler.in(scheduler.between(0, 20), `${label} arrives`, async () => {
        const life = this.#start()
        life.callers.add(lost)
        try {
          await life.awake
          life.light(this.#ports)
          const value = await work(life.cart)
          life.fuse = null
          if (!life.alive || !life.callers.delete(lost)) return
          if (scheduler.chance(weather.killAtPort)) {
            life.callers.add(lost)
            return life.kill(`before the answer to ${label}`)
          }
          const astray = scheduler.chance(weather.answerLost)
          scheduler.in(scheduler.between(0, 20), `${label} is answered`, () => {
            if (astray) lost()
            else settle('answered', () => resolve(value))
          })
        } catch (error) {
          life.fuse = null
          if (!life.alive || error instanceof Killed || !life.callers.delete(lost)) return
          scheduler.in(scheduler.between(0, 20), `${label} fails`, () => settle('failed', () => reject(error)))
        }
      })
    })
  }

  /** Runs the alarm, as the platform does: at least once, one at a time. */
  async fire(): Promise<void> {
    const { scheduler, weather } = this.#ports
    this.#firing = 'starting'
    // A life that starts for its alarm may or may not still see it standing.
    const early = scheduler.chance(0.5)
    if (early) this.disk.alarm = null
    const life = this.#start()
    this.#firing = life
    try {
      await life.awake
      if (!life.alive) return
      if (!early) this.disk.alarm = null
      life.light(this.#ports)
      await life.cart.alarm()
      life.fuse = null
      if (!life.alive) return
      this.#firing = null
      this.#ports.observe(this)
      if (scheduler.chance(weather.alarmTwice)) this.disk.alarm ??= scheduler.wall() + 1
    } catch (error) {
      if (error instanceof DiskFault) this.#retryAlarm()
      else if (!(error instanceof Killed)) throw error
    }
  }

  /** The platform runs an alarm again that did not end; not before what was open is rolled back. */
  #retryAlarm(): void {
    const { scheduler, weather } = this.#ports
    const dropped = scheduler.chance(weather.alarmDropped)
    this.#firing = 'again'
    scheduler.in(2_000, `${this.id} ${dropped ? 'loses its alarm' : 'gets its alarm again'}`, () => {
      this.#firing = null
      if (dropped) this.kill('with its alarm')
      else this.disk.alarm ??= scheduler.wall()
    })
  }

  #start(): ObjectLife {
    if (!this.#life?.alive) this.#life = new ObjectLife(this, this.#ports)
    return this.#life
  }
}
