/**
 * The queue and the runs of its consumer: at least once and in no order, at most a hundred messages per batch. A run
 * can die anywhere, and messages that it had not acknowledged are delivered again.
 */
import { Registry } from '../../src/domain/metrics/registry.ts'
import type { CopyCache } from '../../src/tiers/l2.ts'
import { consume } from '../../src/worker/queue/consumer.ts'
import type { ConsumerPorts, QueuedMessage } from '../../src/worker/queue/ports.ts'
import { CONSUMER } from './clocks.ts'
import { consumerRecord } from './consumer-record.ts'
import type { Life } from './remote.ts'
import type { World } from './world.ts'

interface Waiting {
  readonly id: string
  readonly text: string
  readonly attempt: number
}

const MAX_BATCH = 100
const MAX_RETRIES = 5
/** The platform ends a run that waits for an answer that never arrives. */
const MAX_RUN_MS = 15 * 60_000
const LATE_MS = [3_000, 15_000, 60_000, 600_000, 5 * 3600_000, 3 * 24 * 3600_000]

export class QueueModel {
  readonly #world: World
  /** Messages for the next delivery. */
  #ready: Waiting[] = []
  #numbers = 0
  #generation = 0
  /** Messages that wait for their time, and runs under way. */
  busy = 0

  constructor(world: World) {
    this.#world = world
  }

  get idle(): boolean {
    return this.busy === 0 && this.#ready.length === 0
  }

  /** @param keptMs how long the queue is to keep the message */
  enqueue(text: string, keptMs = 0): void {
    const { scheduler, weather } = this.#world
    if (scheduler.chance(weather.poison)) this.#wait({ id: this.#name(), text: '{"schema":99}', attempt: 0 }, 100)
    if (scheduler.chance(weather.messageLost)) {
      scheduler.trace?.('    the message is lost')
      return
    }
    for (let copies = scheduler.chance(weather.messageTwice) ? 2 : 1; copies > 0; copies--) {
      const late = scheduler.chance(weather.messageLate) ? scheduler.pick(LATE_MS) : 0
      this.#wait({ id: this.#name(), text, attempt: 0 }, keptMs + late + scheduler.between(50, 900))
    }
  }

  /** The local queue restarts and has lost all messages. */
  restart(): void {
    this.#generation++
    this.#ready = []
  }

  #name(): string {
    return `message-${this.#numbers++}`
  }

  #wait(message: Waiting, delayMs: number): void {
    const generation = this.#generation
    this.busy++
    this.#world.scheduler.in(delayMs, `${message.id} is ready`, () => {
      this.busy--
      if (generation !== this.#generation) return
      this.#ready.push(message)
      if (this.#ready.length === 1) {
        this.busy++
        this.#world.scheduler.in(this.#world.scheduler.between(0, 300), 'the queue delivers', () => this.#deliver())
      }
    })
  }

  async #deliver(): Promise<void> {
    const { scheduler } = this.#world
    const batch: Waiting[] = []
    while (this.#ready.length > 0 && batch.length < MAX_BATCH) {
      batch.push(...this.#ready.splice(scheduler.between(0, this.#ready.length - 1), 1))
    }
    if (batch.length > 0) this.#run(batch)
    this.busy--
  }

  /** One run of the consumer; messages that it leaves are delivered again, a few times. */
  #run(batch: readonly Waiting[]): void {
    const { scheduler } = this.#world
    const acknowledged = new Set<string>()
    const generation = this.#generation
    this.busy++
    const end = (how: string) => {
      this.busy--
      scheduler.trace?.(`    the consumer ${how}`)
      for (const message of batch) {
        if (acknowledged.has(message.id) || generation !== this.#generation) continue
        const attempt = message.attempt + 1
        if (attempt <= MAX_RETRIES) this.#wait({ ...message, attempt }, scheduler.between(500, 5_000))
      }
    }
    const life = {
      alive: true,
      kill(reason: string) {
        if (!life.alive) return
        life.alive = false
        end(`dies ${reason}`)
      },
    }
    scheduler.in(MAX_RUN_MS, 'a run of the consumer reaches its limit', () => life.kill('at the limit of its time'))
    const messages: QueuedMessage[] = batch.map(({ id, text }) => ({
      id,
      body: JSON.parse(text) as unknown,
      ack: () => void acknowledged.add(id),
      retry: () => void acknowledged.delete(id),
    }))
    const done = (how: string) => {
      if (!life.alive) return
      life.alive = false
      end(how)
    }
    consume(messages, this.#ports(life)).then(
      () => done('is done'),
      (error: unknown) => done(`throws ${error}`),
    )
  }

  #ports(life: Life): ConsumerPorts {
    const world = this.#world
    const { scheduler, l2, remote } = world
    const cache: CopyCache = {
      putCopies: (copies) => {
        return remote.call(life, `L2 takes ${copies.map((copy) => copy.id)}`, world.faults.l2(), async () => {
          const held = await l2.putCopies(copies)
          world.copies.inspectL2(copies)
          return held
        })
      },
      getCopy: (kind, id) => remote.call(life, `L2 reads ${id}`, world.faults.l2(), () => l2.getCopy(kind, id)),
    }
    return {
      now: () => scheduler.wall(CONSUMER),
      l2: cache,
      record: consumerRecord(world, life),
      senders: {
        confirm: (kind, id, held, isInL2) =>
          world.ask(kind, id, life, 'confirm to', async (aggregate) => aggregate.confirm(held, isInL2)),
        snapshot: (kind, id) => world.ask(kind, id, life, 'snapshot of', async (aggregate) => aggregate.snapshot()),
        slowDown: (kind, id, position) =>
          world.ask(kind, id, life, 'slow down', async (aggregate) => aggregate.slowDown(position)),
      },
      noteMissed: async () => {},
      stockWritten: async () => {},
      each: async (items, work) => void (await Promise.all(items.map(work))),
      metrics: new Registry(),
      log: (level, event, fields) => scheduler.trace?.(`    consumer logs ${level} ${event} ${JSON.stringify(fields)}`),
    }
  }
}
