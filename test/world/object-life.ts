/** One life of an object between its start and its death: the shipped object over the disk that outlives it. */
import type { Kind } from '../../src/domain/copy.ts'
import type { AnyHost, Host } from './host.ts'
import type { HostPorts } from './host-ports.ts'
import { DiskFault, storageOf } from './object-storage.ts'
import { MAKE, type Objects } from './objects.ts'
import type { Life } from './remote.ts'

export class ObjectLife<K extends Kind = Kind> implements Life {
  alive = true
  /** The number of statements until the object dies, if it is to die in the middle of something. */
  fuse: number | null = null
  /** Called when the object dies. */
  fault: 'death' | 'error' = 'death'
  readonly object: Objects[K]
  readonly awake: Promise<void>
  /** Callers that wait for an answer. */
  readonly callers = new Set<() => void>()
  readonly #host: Host<K>

  constructor(host: Host<K>, ports: HostPorts) {
    this.#host = host
    const storage = storageOf(host.disk, {
      isAlive: () => this.alive,
      beforeStatement: () => {
        if (this.fuse === null || this.fuse-- > 0) return
        this.fuse = null
        if (this.fault === 'error') throw new DiskFault('the disk is full')
        this.kill('at a statement')
      },
      alarmSet: () => host.alarmSet(),
      afterCommit: () => {
        // The cast: the host has one of the kinds, but the compiler does not follow the type parameter.
        ports.observe(host as unknown as AnyHost)
        if (ports.scheduler.chance(ports.weather.killAfterCommit)) this.kill('after the commit')
      },
      aborted: () => this.kill('because a transaction failed'),
    })
    this.object = MAKE[host.kind](host.id, storage, ports.portsOf(host.kind, host.id, this))
    this.awake = this.object.aggregate.wake()
    // If the object dies at one of its first statements, nothing may wait for it any more.
    this.awake.catch(() => {})
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
