/**
 * Lists and records that stay current: read at once, then every few seconds while the page is visible. Invariant: an
 * unchanged answer changes nothing on the page, so focus, selection and scroll position stay.
 */
import { type Signal, signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'

export interface Live<T> {
  /** Null until the first answer. */
  readonly data: T | null
  /** The latest failure; the data before it stays on the page. */
  readonly error: unknown
  /** When the data was read. */
  readonly at: number
  readonly reload: () => void
}

interface State {
  readonly key: string
  readonly data: unknown
  readonly error: unknown
  readonly at: number
}

const EVERY_MS = 4_000
const MAX_KEPT = 60

/** Answers by key, so that Back shows a list at once. */
const kept = new Map<string, { readonly text: string; readonly data: unknown; readonly at: number }>()

/** Counts the writes of this page; each write makes all visible data be read again. */
const writes = signal(0)

export function changed(): void {
  writes.value++
}

/** Called when the operator signs out: no data of one operator is shown to the next. */
export function forgetAll(): void {
  kept.clear()
}

/** @param key names the data; another key starts over */
export function useLive<T>(key: string, load: (signal: AbortSignal) => Promise<T>, everyMs = EVERY_MS): Live<T> {
  const state = useSignal<State>(startOf(key))
  const loading = useRef(load)
  loading.current = load
  const again = useRef(() => {})
  const written = writes.value
  // A write reads the data again.
  useEffect(() => {
    const reading = new Reading(key, state, (ending) => loading.current(ending), everyMs)
    again.current = () => reading.now()
    reading.now()
    return () => reading.end()
  }, [key, everyMs, written])
  const { data, error, at } = state.value.key === key ? state.value : startOf(key)
  // The cast: each key names data of one type.
  return { data: data as T | null, error, at, reload: () => again.current() }
}

function startOf(key: string): State {
  const known = kept.get(key)
  return { key, data: known?.data ?? null, error: null, at: known?.at ?? 0 }
}

class Reading {
  readonly #ending = new AbortController()
  readonly #key: string
  readonly #state: Signal<State>
  readonly #load: (signal: AbortSignal) => Promise<unknown>
  readonly #everyMs: number
  readonly #wake = () => {
    if (!document.hidden) this.now()
  }
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(key: string, state: Signal<State>, load: (signal: AbortSignal) => Promise<unknown>, everyMs: number) {
    this.#key = key
    this.#state = state
    this.#load = load
    this.#everyMs = everyMs
    document.addEventListener('visibilitychange', this.#wake)
  }

  now(): void {
    clearTimeout(this.#timer)
    void this.#read().then(() => {
      if (this.#ending.signal.aborted) return
      this.#timer = setTimeout(() => this.#wake(), this.#everyMs)
    })
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#ending.abort()
    document.removeEventListener('visibilitychange', this.#wake)
  }

  async #read(): Promise<void> {
    try {
      const read = await this.#load(this.#ending.signal)
      if (this.#ending.signal.aborted) return
      const text = JSON.stringify(read) ?? ''
      const known = kept.get(this.#key)
      const data = known?.text === text ? known.data : read
      const at = Date.now()
      kept.delete(this.#key)
      kept.set(this.#key, { text, data, at })
      for (const oldest of kept.keys()) {
        if (kept.size <= MAX_KEPT) break
        kept.delete(oldest)
      }
      this.#state.value = { key: this.#key, data, error: null, at }
    } catch (error) {
      if (this.#ending.signal.aborted) return
      const { data, at } = startOf(this.#key)
      this.#state.value = { key: this.#key, data, error, at }
    }
  }
}
