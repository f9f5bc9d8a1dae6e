/**
 * The ports of a browser. If the browser lacks a feature, its port has a simple fallback: without Web Locks every tab
 * sends, which is correct, because the server applies each number once.
 */

import { exclusively } from '../exclusively.ts'
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

/**
 * Holds something while the page is shown. A page in the bfcache is dropped when another page waits for its lock or
 * sends it a message, so a page that is left lets go of both.
 * @param start @returns the function that lets go
 */
function whileShown(start: () => () => void, signal: AbortSignal): void {
  const page = globalThis.window
  let end = start()
  signal.addEventListener('abort', () => end())
  page?.addEventListener('pagehide', () => end(), { signal })
  page?.addEventListener(
    'pageshow',
    ({ persisted }) => {
      if (persisted) end = start()
    },
    { signal },
  )
}

export function locksFor(name: string): Locks {
  return {
    hold(run, closing) {
      whileShown(() => {
        const ending = new AbortController()
        const { signal } = ending
        // The promise rejects if the signal ends the wait.
        exclusively(name, () => run(signal), signal).catch(() => undefined)
        return () => ending.abort()
      }, closing)
    },
  }
}

export function channelFor(name: string): Channel {
  let channel: BroadcastChannel | null = null
  return {
    listen(listener, closing) {
      whileShown(() => {
        const opened = new BroadcastChannel(name)
        channel = opened
        // An open channel would keep a Node process running.
        ;(opened as { unref?: () => void }).unref?.()
        opened.onmessage = ({ data }) => listener(data)
        return () => {
          channel = null
          opened.close()
        }
      }, closing)
    },
    post(message) {
      channel?.postMessage(message)
    },
  }
}

export function surroundingsOf(pannier: Pick<Pannier, 'onSession'>): Surroundings {
  const page = globalThis.document
  const isVisible = () => !page || page.visibilityState === 'visible'
  return {
    isVisible,
    listen({ wake, session }, signal) {
      const target = globalThis.window
      target?.addEventListener('online', wake, { signal })
      // A page that comes back from the bfcache has a dead socket and an old cart.
      target?.addEventListener('pageshow', (event) => event.persisted && wake(), { signal })
      // Another tab signed in or out.
      target?.addEventListener('storage', session, { signal })
      page?.addEventListener('visibilitychange', () => isVisible() && wake(), { signal })
      signal.addEventListener('abort', pannier.onSession(session))
    },
  }
}
