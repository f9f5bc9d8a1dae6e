/**
 * The ports of a browser. If the browser lacks a feature, its port has a simple fallback: without Web Locks every tab
 * sends, which is correct, because the server applies each number once.
 */
import type { Pannier } from '../index.ts'
import { indexedDbStorage } from './indexed-db.ts'
import type { Surroundings } from './live-cart.ts'
import { memoryStorage } from './memory.ts'
import type { Channel, Clock, Locks, Storage } from './ports.ts'

export const systemClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

export function storageFor(name: string): Storage {
  return globalThis.indexedDB ? indexedDbStorage(name) : memoryStorage()
}

export function locksFor(name: string): Locks {
  const locks = globalThis.navigator?.locks
  return {
    hold(run, signal) {
      // The promise rejects if the signal ends the wait.
      if (locks) locks.request(name, { signal }, run).catch(() => undefined)
      else void run()
    },
  }
}

export function channelFor(name: string): Channel {
  if (!globalThis.BroadcastChannel) return { post() {}, listen() {}, close() {} }
  const channel = new BroadcastChannel(name)
  // An open channel would keep a Node process running.
  ;(channel as { unref?: () => void }).unref?.()
  let isOpen = true
  return {
    post(message) {
      if (isOpen) channel.postMessage(message)
    },
    listen(listener) {
      channel.onmessage = ({ data }) => listener(data)
    },
    close() {
      isOpen = false
      channel.close()
    },
  }
}

export function surroundingsOf(pannier: Pick<Pannier, 'onSession'>): Surroundings {
  const page = globalThis.document
  return {
    isVisible: () => !page || page.visibilityState === 'visible',
    listen({ wake, session }) {
      const ending = new AbortController()
      const { signal } = ending
      const target = globalThis.window
      target?.addEventListener('online', wake, { signal })
      // A page that comes back from the bfcache has a dead socket and an old cart.
      target?.addEventListener('pageshow', (event) => event.persisted && wake(), { signal })
      // Another tab signed in or out.
      target?.addEventListener('storage', session, { signal })
      page?.addEventListener('visibilitychange', () => page.visibilityState === 'visible' && wake(), { signal })
      const unlisten = pannier.onSession(session)
      return () => {
        ending.abort()
        unlisten()
      }
    },
  }
}
