/**
 * The storage of an aggregate over the SQLite of its Durable Object. Everything that one turn executes is one
 * transaction of the platform's, which a savepoint around it would only make dearer; nothing of it is on disk, and no
 * answer leaves the object, when the turn ends with the object's death. So a transaction that throws ends the object:
 * the next call finds what is on disk.
 */
import { describeError } from '../../contract/log.ts'
import type { SqlValue, Storage } from './storage.ts'

export function durableStorage(object: Pick<DurableObjectState, 'storage' | 'abort'>): Storage {
  const { storage } = object
  return {
    sql: (query, ...parameters) => storage.sql.exec<Record<string, SqlValue>>(query, ...parameters).toArray(),
    run(query, ...parameters) {
      storage.sql.exec(query, ...parameters)
    },
    transaction(work) {
      try {
        return work()
      } catch (error) {
        object.abort(describeError(error))
        throw error
      }
    },
    setAlarm(at) {
      // The platform stores the alarm with the transaction. Its promise settles with the output gate, which answers
      // wait for.
      void storage.setAlarm(at)
    },
    getAlarm: () => storage.getAlarm(),
    async deleteAll() {
      // Both take effect at the call. Compatibility dates before 2026-02-24 would keep the alarm after `deleteAll`.
      await Promise.all([storage.deleteAlarm(), storage.deleteAll()])
    },
  }
}
