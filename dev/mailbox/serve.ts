/**
 * The service behind the worker's binding MAILBOX: it takes messages from the worker and answers the pages below
 * /dev/mail, which the worker passes on. Only the launcher binds it, so that a deployment has no such page.
 */
import type { Mail } from '../../src/contract/mail/mailer.ts'
import { listPage, type MailboxLanguage, messagePage } from './page.ts'
import { MailStore } from './store.ts'

/** The pages have inline styles and no scripts. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; base-uri 'none'"

export function mailboxIn(dataDir: string): (request: Request) => Promise<Response> {
  const store = new MailStore(dataDir)
  return async (request) => {
    const url = new URL(request.url)
    const { pathname } = url
    // The worker passes on only paths below /dev/mail, so that this path is the worker's own.
    if (request.method === 'POST' && pathname === '/messages') {
      // The cast: the worker's own adapter sends it.
      store.add((await request.json()) as Mail)
      return new Response(null, { status: 204 })
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return new Response('GET only', { status: 405 })
    const language = languageOf(url, request)
    if (/^\/dev\/mail\/?$/.test(pathname)) {
      if (request.headers.get('accept') === 'application/json') return Response.json({ items: store.list() })
      return html(listPage(store.list(), language))
    }
    const mail = store.get(pathname.replace('/dev/mail/', ''))
    if (!mail) return html(listPage(store.list(), language), 404)
    return html(messagePage(mail, language, url.searchParams.get('view') === 'text', url.origin))
  }
}

function languageOf(url: URL, { headers }: Request): MailboxLanguage {
  const wanted = url.searchParams.get('lang') ?? headers.get('accept-language') ?? ''
  return wanted.startsWith('zh') ? 'zh' : 'en'
}

function html(text: string, status = 200): Response {
  const headers = {
    ...{ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY },
    ...{ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' },
  }
  return new Response(text, { status, headers })
}
