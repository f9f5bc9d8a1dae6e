/**
 * The place where one object lives: its disk stays, its lives come and go. The object starts when it is called, runs
 * its alarm, and can be killed at every port call, statement and commit.
 */
import type { Kind } from '../../src/domain/copy.ts'
import { PLATFORM } from './clocks.ts'
import type { HostPorts } from './host-ports.ts'
import { ObjectLife } from './object-life.ts'
import { Disk, DiskFault, type Image, Killed } from './object-storage.ts'
import { nameOf, type Objects } from './objects.ts'
import { IMMORTAL, type Life } from './remote.ts'
import { Rings } from './rings.ts'

/** The error of a call whose request or answer was lost: the call may or may not have taken effect. */
export class Lost extends Error {
  override readonly name = 'Lost'
}

export type AnyHost = { [K in Kind]: Host<K> }[Kind]

type Work<K extends Kind, Value> = (object: Objects[K]) => Value | Promise<Value>

/** Receives the answer; a late or repeated call has no receiver. */
interface Hearer<Value> {
  lost(): void
  answered(value: Value): void
  failed(error: unknown): void
}

/** An alarm that is overdue by this much is not trusted. */
const TRUSTED_MS = 61_000
const SLOW_MS = [4_000, 9_000, 30_000, 120_000]
const LATE_MS = [5_000, 30_000, 90_000, 600_000]

export class Host<K extends Kind = Kind> {
  readonly kind: K
  readonly id: string
  readonly name: string
  readonly disk = new Disk()
  readonly #ports: HostPorts
  #life: ObjectLife<K> | null = null
  #firing: ObjectLife<K> | 'starting' | 'again' | null = null
  kills = 0
  /** Whether the platform lost the alarm and nothing has started the object since; only a call sets an alarm again. */
  forsaken = false
  /** Whether the platform ever lost an alarm of this object. */
  hasLostAlarm = false
  /** The statement of the next call at which the object dies, counted from 0. */
  dieAt: number | null = null
  #lateUntil = 0
  /** The platform has dropped the alarm, but still reports it as set. */
  #isStale = false
  readonly #rings = new Rings()

  constructor(kind: K, id: string, ports: HostPorts) {
    this.kind = kind
    this.id = id
    this.name = nameOf(kind, id)
    this.#ports = ports
  }

  get firing(): boolean {
    return this.#firing !== null
  }

  /** The time when the alarm will run, in true time, or null. */
  get alarmAt(): number | null {
    const at = this.#firing ? null : this.disk.alarm
    if (at === null || this.#isStale) return null
    const { scheduler } = this.#ports
    return Math.max(at - scheduler.skewMs - scheduler.clocks.offset(PLATFORM), this.#lateUntil)
  }

  /** Ask this at every ring: whether the alarm rings without end. */
  raves(): boolean {
    return this.#rings.add(this.#ports.scheduler.time)
  }

  kill(reason: string): void {
    this.#life?.kill(reason)
  }

  died(life: ObjectLife<K>, reason: string): void {
    const { scheduler } = this.#ports
    this.kills++
    scheduler.trace?.(`    ${this.name} dies ${reason}`)
    if (this.#life === life) this.#life = null
    if (this.#firing === life) this.#retryAlarm()
    for (const tell of life.callers) scheduler.in(scheduler.between(1, 50), `${this.name} is dead`, tell)
  }

  /** The platform delays the alarm by this much. */
  late(ms: number): void {
    this.#lateUntil = this.#ports.scheduler.time + ms
  }

  /** The platform will not ring the alarm. */
  loseAlarm(): void {
    this.#ports.scheduler.trace?.(`    the platform loses the alarm of ${this.name}`)
    this.#isStale = this.#ports.scheduler.chance(0.5)
    if (!this.#isStale) this.disk.alarm = null
    this.forsaken = true
    this.hasLostAlarm = true
  }

  alarmSet(): void {
    this.#isStale = false
    this.forsaken = false
  }

  /** Puts the object's disk back to an earlier image. */
  restore(image: Image): void {
    this.#ports.scheduler.trace?.(`    ${this.name} is put back to an older state`)
    this.kill('because its storage is put back')
    this.disk.restore(image)
    this.#isStale = false
  }

  /**
   * Calls the object and starts it if it sleeps. Rejects with Lost if the object dies or the network loses the call. A
   * call between processes may also arrive long after its caller gave up, and a second time.
   */
  call<Value>(caller: Life, label: string, work: Work<K, Value>): Promise<Value> {
    const { scheduler, weather } = this.#ports
    const mortal = caller !== IMMORTAL
    return new Promise((resolve, reject) => {
      const settle = (what: string, then: () => void) => {
        if (!caller.alive) return
        if (mortal && scheduler.chance(weather.killAtPort)) caller.kill(`after ${label}`)
        else {
          scheduler.trace?.(`    ${label}: ${what}`)
          then()
        }
      }
      const hearer: Hearer<Value> = {
        lost: () => settle('lost', () => reject(new Lost(label))),
        answered: (value) => settle('answered', () => resolve(value)),
        failed: (error) => settle('failed', () => reject(error)),
      }
      if (!caller.alive) return
      if (mortal && scheduler.chance(weather.killAtPort)) return caller.kill(`before ${label}`)
      if (this.#ports.away.has(this.name) || scheduler.chance(weather.callLost)) {
        scheduler.in(scheduler.between(10, 3_000), `${label}: the call is lost`, hearer.lost)
        return
      }
      if (mortal && scheduler.chance(weather.callHangs)) {
        scheduler.trace?.(`    ${label} hangs`)
        if (scheduler.chance(0.5)) this.#deliver(scheduler.between(0, 20), `${label}, unheard`, work, null)
        return
      }
      if (mortal && scheduler.chance(weather.callLate)) {
        scheduler.in(scheduler.between(1_000, 3_000), `${label}: the caller gives up`, hearer.lost)
        return this.#deliver(scheduler.pick(LATE_MS), `${label}, late`, work, null)
      }
      this.#deliver(scheduler.between(0, 20), label, work, hearer)
      if (mortal && scheduler.chance(weather.callTwice)) {
        this.#deliver(scheduler.pick([0, 20, 2_000, 90_000]), `${label}: the call arrives again`, work, null)
      }
    })
  }

  /** Runs the alarm as the platform does: at least once, and one run at a time. */
  async fire(): Promise<void> {
    const { scheduler, weather } = this.#ports
    this.#firing = 'starting'
    // A life that starts for its alarm may or may not still see that alarm as set.
    const early = scheduler.chance(0.5)
    if (early) this.disk.alarm = null
    const life = this.#start()
    this.#firing = life
    // It died at one of its first statements.
    if (!life.alive) return this.#retryAlarm()
    try {
      await life.awake
      if (!life.alive) return
      if (!early) this.disk.alarm = null
      life.light(this.#ports)
      await life.object.aggregate.alarm()
      life.fuse = null
      if (!life.alive) return
      this.#firing = null
      this.#ports.observe(this as AnyHost)
      if (scheduler.chance(weather.alarmTwice)) this.disk.alarm ??= scheduler.wall(PLATFORM) + 1
    } catch (error) {
      if (error instanceof Killed) return
      if (!(error instanceof DiskFault)) throw error
      // A failed transaction has ended the object: its death repeats the alarm, which never runs twice at once.
      if (life.alive) this.#retryAlarm()
    }
  }

  #deliver<Value>(delayMs: number, label: string, work: Work<K, Value>, hearer: Hearer<Value> | null): void {
    const { scheduler, weather, remote } = this.#ports
    remote.pending++
    scheduler.in(delayMs, `${label} arrives`, async () => {
      remote.pending--
      const life = this.#start()
      const lost = () => hearer?.lost()
      life.callers.add(lost)
      if (!life.alive) {
        scheduler.in(scheduler.between(1, 50), `${this.name} is dead`, lost)
        return
      }
      try {
        await life.awake
        life.light(this.#ports)
        const value = await work(life.object)
        life.fuse = null
        if (!life.alive || !life.callers.delete(lost)) return
        if (scheduler.chance(weather.killAtPort)) {
          life.callers.add(lost)
          return life.kill(`before the answer to ${label}`)
        }
        const astray = scheduler.chance(weather.answerLost)
        const slowMs = scheduler.chance(weather.answerSlow) ? scheduler.pick(SLOW_MS) : 0
        scheduler.in(slowMs + scheduler.between(0, 20), `${label}: the answer arrives`, () => {
          if (astray) lost()
          else hearer?.answered(value)
        })
      } catch (error) {
        life.fuse = null
        if (!life.alive || error instanceof Killed || !life.callers.delete(lost)) return
        scheduler.in(scheduler.between(0, 20), `${label} fails`, () => hearer?.failed(error))
      }
    })
  }

  /** The platform runs an unfinished alarm again, but only after open transactions are rolled back. */
  #retryAlarm(): void {
    const { scheduler, weather } = this.#ports
    const dropped = scheduler.chance(weather.alarmDropped)
    this.#firing = 'again'
    scheduler.in(2_000, `${this.name} ${dropped ? 'loses its alarm' : 'gets its alarm again'}`, () => {
      this.#firing = null
      if (dropped) {
        this.kill('with its alarm')
        this.disk.alarm ??= scheduler.wall(PLATFORM)
        this.loseAlarm()
      } else this.disk.alarm ??= scheduler.wall(PLATFORM)
    })
  }

  #start(): ObjectLife<K> {
    if (this.#life?.alive) return this.#life
    const { alarm } = this.disk
    // A start sets an alarm that is missing or long overdue, and trusts one that is overdue by less than a minute.
    if (alarm === null || alarm < this.#ports.scheduler.wall(this.name) - TRUSTED_MS) this.forsaken = false
    this.#life = new ObjectLife(this, this.#ports)
    return this.#life
  }
}
