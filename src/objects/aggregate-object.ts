/** The base class of every aggregate's object: it has the object's name and the calls of the write-behind path. */
import { DurableObject } from 'cloudflare:workers'
import type { Env } from '../contract/env.ts'
import type { AggregateObject, Peek, StoredOperation } from '../contract/rpc/aggregate.ts'
import type { Copy, Held, OwnStand } from '../domain/copy.ts'
import type { Position } from '../domain/position.ts'
import { durableStorage } from './aggregate/durable-storage.ts'
import type { Operation } from './aggregate/ring.ts'
import { storedName } from './aggregate/schema.ts'
import { metricsOf } from './metrics/isolate-metrics.ts'

/** An Aggregate with any commands. */
interface Managed {
  wake(): Promise<void>
  ready(): Promise<void>
  alarm(): Promise<void>
  confirm(held: Held, isInL2?: boolean): void
  snapshot(): Copy | null
  stand(): OwnStand | null
  peek(): Peek
  history(after: number): readonly Operation[]
  slowDown(position: Position): void
  drainSoon(): void
  resend(): Promise<'sending' | 'empty'>
  tend(): void
  adopt(): Promise<boolean>
  erase(): void
}

export abstract class AggregateDurableObject extends DurableObject<Env> implements AggregateObject {
  protected readonly name: string
  protected abstract readonly aggregate: Managed

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    // An alarm that starts the object may come without its name.
    const name = ctx.id.name ?? storedName(durableStorage(ctx))
    if (!name) throw new Error('an object is addressed by its name')
    this.name = name
  }

  /** Call this once the aggregate exists: no request reaches it before its rows are read. */
  protected awaken(): void {
    void this.ctx.blockConcurrencyWhile(() => this.aggregate.wake())
  }

  async confirm(held: Held, isInL2?: boolean): Promise<void> {
    this.aggregate.confirm(held, isInL2)
    this.sendMetrics()
  }

  async snapshot(): Promise<Copy | null> {
    return this.aggregate.snapshot()
  }

  async whole(): Promise<Copy | null> {
    await this.aggregate.ready()
    return this.aggregate.snapshot()
  }

  async stand(): Promise<OwnStand | null> {
    return this.aggregate.stand()
  }

  async peek(): Promise<Peek> {
    return this.aggregate.peek()
  }

  async operations(): Promise<readonly StoredOperation[]> {
    const stored = this.aggregate.history(0).toReversed()
    return stored.map(({ epoch, version, at, name, keys }) => ({ epoch, version, at, name, isKeyed: keys.length > 0 }))
  }

  async slowDown(position: Position): Promise<void> {
    this.aggregate.slowDown(position)
  }

  async drainSoon(): Promise<void> {
    this.aggregate.drainSoon()
  }

  async resend(): Promise<'sending' | 'empty'> {
    return this.aggregate.resend()
  }

  async tend(): Promise<void> {
    this.aggregate.tend()
  }

  async adopt(): Promise<boolean> {
    return this.aggregate.adopt()
  }

  async erase(): Promise<void> {
    this.aggregate.erase()
  }

  override async alarm(): Promise<void> {
    await this.aggregate.alarm()
    this.sendMetrics()
  }

  /** Sends what was recorded, without a timer: an object that waits for one cannot hibernate. */
  protected sendMetrics(): void {
    metricsOf(this.env).sendSoon((work) => this.ctx.waitUntil(work))
  }
}
