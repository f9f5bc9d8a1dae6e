/** The public stream of a world: the shipped shard over a disk of its own, which never dies. */
import type { PublicEvent } from '../../../src/domain/outbox.ts'
import { EventShard } from '../../../src/objects/events/event-shard.ts'
import { Disk, storageOf } from '../object-storage.ts'
import type { Scheduler } from '../scheduler.ts'

const ALL = 1_000_000

export class Stream {
  readonly #disk = new Disk()
  readonly #shard: EventShard
  readonly #bySubject = new Map<string, readonly PublicEvent[]>()
  #read = 0

  constructor(scheduler: Scheduler) {
    const life = { isAlive: () => true, beforeStatement() {}, alarmSet() {}, afterCommit() {}, aborted() {} }
    this.#shard = new EventShard(storageOf(this.#disk, life), {
      now: () => scheduler.wall('the stream'),
      take: async () => ({ status: 'gone' }),
      deadline: (promise) => promise,
    })
  }

  accept(events: readonly PublicEvent[]): void {
    this.#shard.accept(events)
  }

  /** In the order in which an endpoint receives them. */
  of(subject: string): readonly PublicEvent[] {
    for (const { position, event } of this.#shard.read(this.#read, ALL).items) {
      this.#bySubject.set(event.subject, [...(this.#bySubject.get(event.subject) ?? []), event])
      this.#read = position
    }
    return this.#bySubject.get(subject) ?? []
  }

  close(): void {
    this.#disk.close()
  }
}
