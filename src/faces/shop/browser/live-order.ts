/**
 * Keeps the page of an order up to date: when the order has changed, the server makes the page's part again, and the
 * page is changed into it. Invariant: without a connection the page stays as it is, and every form works.
 */
import type { Announcer } from './announcer.ts'
import { morph } from './morph.ts'

/** The heartbeat of the protocol pannier.1 is at least every 25 seconds. */
const BEAT_MS = 20_000
const FIRST_PAUSE_MS = 1000
const MAX_PAUSE_MS = 60_000

/** The fields of the server's messages that are read. */
interface Message {
  readonly t: string
  readonly version?: number
  readonly order?: object
}

/** `later`: the server could not be asked. `never`: the sign-in or the order is gone. */
type Refreshed = 'done' | 'later' | 'never'

export function followOrder(page: Document, announcer: Announcer): void {
  const place = page.querySelector<HTMLElement>('#order')
  const { live, part } = place?.dataset ?? {}
  if (place && live && part) new Following(place, live, part, announcer).start()
}

class Following {
  readonly #place: HTMLElement
  readonly #live: string
  readonly #part: string
  readonly #announcer: Announcer
  #socket: WebSocket | null = null
  #timer = 0
  #pauseMs = FIRST_PAUSE_MS
  /** Refreshes run one after another, so that an older answer never replaces a newer one. */
  #refreshing: Promise<Refreshed> = Promise.resolve('done')

  constructor(place: HTMLElement, live: string, part: string, announcer: Announcer) {
    this.#place = place
    this.#live = live
    this.#part = part
    this.#announcer = announcer
  }

  start(): void {
    this.#connect()
    addEventListener('online', () => this.#again())
    // A page that the browser keeps for Back has no connection.
    addEventListener('pagehide', () => this.#end())
    addEventListener('pageshow', ({ persisted }) => persisted && this.#again())
  }

  #connect(): void {
    const socket = new WebSocket(new URL(this.#live, location.href.replace(/^http/, 'ws')), ['pannier.1'])
    this.#socket = socket
    let isAwaited = false
    let beat = 0
    socket.onopen = () => {
      this.#pauseMs = FIRST_PAUSE_MS
      beat = setInterval(() => {
        if (isAwaited) return socket.close()
        isAwaited = true
        socket.send('ping')
      }, BEAT_MS)
    }
    socket.onmessage = async ({ data }) => {
      if (data === 'pong') isAwaited = false
      else if (this.#isNews(JSON.parse(String(data))) && (await this.#refresh()) !== 'done') socket.close()
    }
    socket.onclose = () => {
      clearInterval(beat)
      if (this.#socket === socket) this.#pause()
    }
  }

  #end(): void {
    clearTimeout(this.#timer)
    const socket = this.#socket
    this.#socket = null
    socket?.close()
  }

  #pause(): void {
    this.#timer = setTimeout(() => this.#again(), this.#pauseMs)
    this.#pauseMs = Math.min(this.#pauseMs * 2, MAX_PAUSE_MS)
  }

  /** The request before the handshake renews the sign-in, which the handshake needs. */
  async #again(): Promise<void> {
    this.#end()
    const refreshed = await this.#refresh()
    if (refreshed === 'done') this.#connect()
    if (refreshed === 'later') this.#pause()
  }

  /** A first state that the page already shows, and steps inside the server, change nothing that the page shows. */
  #isNews({ t, version, order }: Message): boolean {
    if (t === 'reset') return version !== this.#version
    return t === 'change' && Object.keys(order ?? {}).some((name) => name !== 'version' && name !== 'updatedAt')
  }

  get #version(): number {
    return Number(this.#place.querySelector<HTMLElement>('[data-version]')?.dataset.version)
  }

  #refresh(): Promise<Refreshed> {
    this.#refreshing = this.#refreshing.then(() => this.#fetchPart()).catch(() => 'later')
    return this.#refreshing
  }

  async #fetchPart(): Promise<Refreshed> {
    // A sign-in that has ended leads elsewhere.
    const answer = await fetch(this.#part, { redirect: 'manual' })
    if (!answer.ok) return answer.status === 429 || answer.status >= 500 ? 'later' : 'never'
    const place = this.#place
    const before = stateIn(place)
    const hadFocus = place.contains(document.activeElement)
    morph(place, await answer.text())
    // The button with the focus is gone.
    if (hadFocus && !place.contains(document.activeElement)) document.getElementById('main')?.focus()
    const state = stateIn(place)
    if (state !== before) this.#announcer.say(state, false)
    return 'done'
  }
}

/** The number of the order, its state and the states of its returns in words. */
function stateIn(place: Element): string {
  const states = [...place.querySelectorAll('[data-order-state], [data-return-state]')]
  return `${place.querySelector('h1')?.textContent ?? ''}: ${states.map(({ textContent }) => textContent).join(', ')}`
}
