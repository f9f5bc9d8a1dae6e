/**
 * Keeps the shell of the shop for when the network is away: style sheet, script, pictures, the home page as strangers see
 * it, and the offline page. Invariant: it never keeps an answer of the API or a page that was made for a shopper.
 */

/** Set by the build: the paths of the static files. */
declare const SHELL: readonly string[]

// The casts: the types of a page's script lack those of a service worker.
interface WorkerEvent extends Event {
  waitUntil(promise: Promise<unknown>): void
}
interface RequestEvent extends WorkerEvent {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}

const PAGES = ['/zh', '/en', '/zh/offline', '/en/offline']
const PICTURES = 'pictures'
/** Its name changes with the static files, so that a new version replaces all of them together. */
const KEPT = `shell ${SHELL.join(' ')}`
const MAX_PICTURES = 300
/** The answers vary by Origin, which browsers send with a module script but not with a style sheet. */
const ANY = { ignoreVary: true }

addEventListener('install', (event) => (event as WorkerEvent).waitUntil(install()))
addEventListener('activate', (event) => (event as WorkerEvent).waitUntil(removeOld()))
addEventListener('fetch', (event) => {
  const { request } = event as RequestEvent
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin) return
  const answer = answerTo(request, pathname)
  if (answer) (event as RequestEvent).respondWith(answer)
})

async function install(): Promise<void> {
  const shell = await caches.open(KEPT)
  // Without the cookie a page is made for a stranger.
  await shell.addAll([...SHELL, ...PAGES.map((path) => new Request(path, { credentials: 'omit', cache: 'reload' }))])
}

async function removeOld(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith('shell ') && name !== KEPT) await caches.delete(name)
}

/** Null for all that the service worker leaves to the browser. */
function answerTo(request: Request, path: string): Promise<Response> | null {
  if (request.mode === 'navigate') return navigated(request, path)
  if (path.startsWith('/assets/')) return kept(request, KEPT, false)
  return path.startsWith('/pictures/') ? kept(request, PICTURES, true) : null
}

async function navigated(request: Request, path: string): Promise<Response> {
  try {
    return await fetch(request)
  } catch (error) {
    const shell = await caches.open(KEPT)
    const offline = /^\/en(?:\/|$)/.test(path) ? '/en/offline' : '/zh/offline'
    const found = (await shell.match(path.replace(/\/$/, ''), ANY)) ?? (await shell.match(offline, ANY))
    if (!found) throw error
    return found
  }
}

async function kept(request: Request, name: string, isStored: boolean): Promise<Response> {
  const cache = await caches.open(name)
  const found = await cache.match(request, ANY)
  if (found) return found
  const answer = await fetch(request)
  if (isStored && answer.ok) {
    const copy = answer.clone()
    const keys = await cache.keys()
    if (keys.length >= MAX_PICTURES && keys[0]) await cache.delete(keys[0])
    await cache.put(request, copy)
  }
  return answer
}
