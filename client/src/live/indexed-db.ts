/**
 * Values in IndexedDB, durable before a transaction resolves. Written by hand, because one store of values by key is
 * much smaller than a library for it.
 */
import type { Storage } from './ports.ts'

const VALUES = 'values'

export function indexedDbStorage(name: string): Storage {
  let opening: Promise<IDBDatabase> | null = null
  const open = () => {
    opening ??= opened(name, () => {
      opening = null
    })
    return opening
  }
  return {
    async transact(run) {
      // Strict, because a power failure would lose a queue that is not on disk yet.
      const transaction = (await open()).transaction(VALUES, 'readwrite', { durability: 'strict' })
      const store = transaction.objectStore(VALUES)
      const done = new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve()
        transaction.onabort = () => reject(transaction.error)
      })
      const running = run({
        get: (key) => settled(store.get(key)),
        put: (key, value) => void (value === undefined ? store.delete(key) : store.put(value, key)),
      })
      // A change that fails before the end must not be stored.
      running.catch(() => transaction.abort())
      await Promise.all([running, done])
      return running
    },
  }
}

function opened(name: string, forget: () => void): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1)
  request.onupgradeneeded = () => request.result.createObjectStore(VALUES)
  return settled(request).then(
    (db) => {
      // Close the connection, because a newer version of this code in another tab waits for it.
      db.onversionchange = () => db.close()
      db.onclose = forget
      return db
    },
    (error) => {
      forget()
      throw error
    },
  )
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
