/**
 * The place in the console: path and query of the URL. Each entry of the browser's history remembers its scroll position,
 * its selected rows and its focus, so that Back shows a list as it was left.
 */
import { signal } from '@preact/signals'

const ROOT = '/console'

export interface Place {
  /** The path below the root, such as `/orders`. */
  readonly path: string
  readonly query: URLSearchParams
  /** Filters in the fragment, which browsers do not send: e-mail addresses, because URLs are logged. */
  readonly hidden: URLSearchParams
  /** Identifies the entry of the history. */
  readonly key: string
}

interface Kept {
  readonly key?: string
  readonly scroll?: number
  readonly focus?: string
  readonly selected?: readonly string[]
}

/** How long a list that is still loading is awaited before the scroll position is given up. */
const MAX_RESTORE_MS = 3_000

export const place = signal<Place>(read())

/** The rows that are selected in the list of this place. */
export const selected = signal<ReadonlySet<string>>(new Set(kept().selected))

function kept(): Kept {
  // The cast: only this file writes the state of an entry.
  return (history.state ?? {}) as Kept
}

function read(): Place {
  const { pathname, search, hash } = location
  if (kept().key === undefined) history.replaceState({ key: crypto.randomUUID() }, '')
  return {
    path: pathname.slice(ROOT.length).replace(/\/$/, '') || '/',
    query: new URLSearchParams(search),
    hidden: new URLSearchParams(hash.includes('=') ? hash.slice(1) : ''),
    key: kept().key ?? '',
  }
}

function remember(): void {
  const focus = document.activeElement?.id
  history.replaceState({ ...kept(), scroll: scrollY, ...(focus && { focus }) } satisfies Kept, '')
}

export function select(rows: ReadonlySet<string>): void {
  selected.value = rows
  history.replaceState({ ...kept(), selected: [...rows] } satisfies Kept, '')
}

type Fields = Readonly<Record<string, string | undefined>>

/**
 * The address of a path below the root.
 * @param hidden filters of the fragment
 */
export function href(path: string, query: Fields = {}, hidden: Fields = {}): string {
  const search = given(query)
  const fragment = given(hidden)
  return `${ROOT}${path === '/' ? '' : path}${search && `?${search}`}${fragment && `#${fragment}`}`
}

function given(fields: Fields): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) if (value) search.set(name, value)
  return String(search)
}

export function go(address: string): void {
  remember()
  history.pushState({ key: crypto.randomUUID() } satisfies Kept, '', address)
  const from = place.value.path
  arrive()
  scrollTo(0, 0)
  // A new page takes the focus; another part of the same list leaves it where it is.
  if (place.value.path !== from) requestAnimationFrame(() => document.getElementById('main')?.focus())
}

function arrive(): void {
  selected.value = new Set(kept().selected)
  place.value = read()
}

function restore(): void {
  const { scroll = 0, focus } = kept()
  const { key } = place.value
  const until = performance.now() + MAX_RESTORE_MS
  const attempt = () => {
    if (place.value.key !== key) return
    scrollTo(0, scroll)
    const target = focus ? document.getElementById(focus) : null
    const isThere = Math.abs(scrollY - scroll) < 2 && (!focus || target)
    if (isThere) target?.focus({ preventScroll: true })
    else if (performance.now() < until) requestAnimationFrame(attempt)
  }
  requestAnimationFrame(attempt)
}

/** Follows the links of the console without loading it again. */
function follow(event: MouseEvent): void {
  const link = (event.target as Element).closest('a')
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
  if (!link || !isPlain || link.target || link.hasAttribute('download') || link.origin !== location.origin) return
  if (link.pathname !== ROOT && !link.pathname.startsWith(`${ROOT}/`)) return
  if (link.pathname.startsWith(`${ROOT}/api/`) || event.defaultPrevented) return
  event.preventDefault()
  if (link.hash && !link.hash.includes('=')) document.getElementById(link.hash.slice(1))?.focus()
  else go(link.href)
}

export function startRouter(): void {
  history.scrollRestoration = 'manual'
  document.addEventListener('click', follow)
  addEventListener('popstate', () => {
    arrive()
    restore()
  })
  addEventListener('pagehide', remember)
  if (kept().scroll) restore()
}
