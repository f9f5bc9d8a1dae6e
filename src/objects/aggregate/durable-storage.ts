/** The storage of an aggregate over the SQLite of its Durable Object. */
import type { SqlValue, Storage } from './storage.ts'

export function durableStorage(storage: DurableObjectStorage): Storage {
  return {
    sql: (query, ...parameters) => storage.sql.exec<Record<string, SqlValue>>(query, ...parameters).toArray(),
    transaction: (work) => storage.transactionSync(work),
    setAlarm(at) {
      // The platform writes it with the transaction; its promise settles with the output gate, which answers wait for.
      void storage.setAlarm(at)
    },
    getAlarm: () => storage.getAlarm(),
    async deleteAll() {
      // Both take effect at the call. Dates of compatibility before 2026-02-24 would keep the alarm.
      await Promise.all([storage.deleteAlarm(), storage.deleteAll()])
    },
  }
}
