/**
 * Lists and records that stay current: read at once, then every few seconds while the page is visible. Parts of the page
 * that show the same data share one read. Invariant: an unchanged answer changes nothing on the page, so focus, selection
 * and scroll position stay.
 */
import { type Signal, signal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { drafts } from './drafts.ts'

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
  readonly data: unknown
  /** The answer as text, to see whether a later one differs. */
  readonly text: string
  readonly error: unknown
  readonly at: number
}

type Load = (signal: AbortSignal) => Promise<unknown>

const EVERY_MS = 4_000
const MAX_KEPT = 60
const NOTHING: State = { data: null, text: '', error: null, at: 0 }

/** Answers by key, the one used last at the end, so that Back shows a list at once. */
const kept = new Map<string, Signal<State>>()
/** The reads of the parts that are on the page. */
const open = new Map<string, Reading>()

/** Called after a write: all visible data is read again. */
export function changed(): void {
  for (const reading of open.values()) reading.now()
}

/** Called when the operator signs out or another one comes: no data of one operator is shown to the next. */
export function forgetAll(): void {
  kept.clear()
  drafts.clear()
}

/** @param key names the data; another key starts over */
export function useLive<T>(key: string, load: (signal: AbortSignal) => Promise<T>, everyMs = EVERY_MS): Live<T> {
  const state = useMemo(() => stateOf(key), [key])
  useEffect(() => {
    const reading = open.get(key) ?? new Reading(key, state, load, everyMs)
    reading.join()
    return () => reading.leave()
  }, [key, state])
  const { data, error, at } = state.value
  // The cast: each key names data of one type.
  return { data: data as T | null, error, at, reload: () => open.get(key)?.now() }
}

function stateOf(key: string): Signal<State> {
  const state = kept.get(key) ?? signal(NOTHING)
  kept.delete(key)
  kept.set(key, state)
  for (const oldest of kept.keys()) {
    if (kept.size <= MAX_KEPT) break
    if (!open.has(oldest)) kept.delete(oldest)
  }
  return state
}

class Reading {
  readonly #ending = new AbortController()
  readonly #key: string
  readonly #state: Signal<State>
  readonly #load: Load
  readonly #everyMs: number
  readonly #wake = () => {
    if (!document.hidden) this.now()
  }
  #parts = 0
  /** The newest read; the answer of an earlier one is out of date. */
  #turn = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(key: string, state: Signal<State>, load: Load, everyMs: number) {
    this.#key = key
    this.#state = state
    this.#load = load
    this.#everyMs = everyMs
  }

  join(): void {
    if (this.#parts++ > 0) return
    open.set(this.#key, this)
    document.addEventListener('visibilitychange', this.#wake)
    if (this.#state.value.error !== null) this.#state.value = { ...this.#state.value, error: null }
    this.now()
  }

  leave(): void {
    if (--this.#parts > 0) return
    open.delete(this.#key)
    document.removeEventListener('visibilitychange', this.#wake)
    clearTimeout(this.#timer)
    this.#ending.abort()
  }

  now(): void {
    clearTimeout(this.#timer)
    const turn = ++this.#turn
    void this.#read().then((next) => {
      if (turn !== this.#turn || this.#ending.signal.aborted) return
      this.#state.value = next
      this.#timer = setTimeout(this.#wake, this.#everyMs)
    })
  }

  async #read(): Promise<State> {
    try {
      const data = await this.#load(this.#ending.signal)
      const text = JSON.stringify(data) ?? ''
      const before = this.#state.peek()
      return { data: text === before.text ? before.data : data, text, error: null, at: Date.now() }
    } catch (error) {
      return { ...this.#state.peek(), error }
    }
  }
}
