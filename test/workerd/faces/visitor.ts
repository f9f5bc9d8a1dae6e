/** A browser without scripts, as far as HTTP shows it: it keeps cookies and follows nothing by itself. */
import { SELF } from 'cloudflare:test'
import { expect } from 'vitest'
import { Reply, type Send } from '../support/client.ts'

const ORIGIN = 'https://pannier.test'

type Fields = Readonly<Record<string, string>>

export class Visitor {
  readonly cookies = new Map<string, string>()
  readonly #headers: Fields
  readonly #send: Send

  constructor(headers: Fields = {}, send: Send = (request) => SELF.fetch(request)) {
    this.#headers = { accept: 'text/html', 'accept-language': 'en', ...headers }
    this.#send = send
  }

  get(path: string, headers: Fields = {}): Promise<Reply> {
    return this.#ask(path, { method: 'GET', headers })
  }

  /** Expects a page. */
  async page(path: string, headers: Fields = {}): Promise<Reply> {
    const reply = await this.get(path, headers)
    expect(reply.status, reply.text).toBe(200)
    return reply
  }

  /** Sends a form as a page of the shop does; an empty header is left out. */
  post(path: string, form: Fields, headers: Fields = {}): Promise<Reply> {
    const body = new URLSearchParams(form).toString()
    const own = { 'sec-fetch-site': 'same-origin', origin: ORIGIN, 'content-type': 'application/x-www-form-urlencoded' }
    return this.#ask(path, { method: 'POST', body, headers: { ...own, ...headers } })
  }

  /** Sends JSON as a script of the shop's pages does; an empty header is left out. */
  postJson(path: string, json: unknown, headers: Fields = {}): Promise<Reply> {
    const own = { 'sec-fetch-site': 'same-origin', origin: ORIGIN, 'content-type': 'application/json' }
    return this.#ask(path, { method: 'POST', body: JSON.stringify(json), headers: { ...own, ...headers } })
  }

  cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  async #ask(path: string, init: { method: string; body?: string; headers: Fields }): Promise<Reply> {
    const headers = new Headers()
    const given = { ...this.#headers, cookie: this.cookieHeader(), ...init.headers }
    for (const [name, value] of Object.entries(given)) if (value !== '') headers.set(name, value)
    const answer = await this.#send(new Request(`${ORIGIN}${path}`, { ...init, headers, redirect: 'manual' }))
    for (const cookie of answer.headers.getSetCookie()) this.#keep(cookie)
    return new Reply(answer.status, answer.headers, await answer.text())
  }

  #keep(cookie: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
    if (/;\s*Max-Age=0(;|$)/i.test(cookie)) this.cookies.delete(name)
    else this.cookies.set(name, value)
  }
}
