/** The messages of the mailbox of `npm start`: a file each in the state folder, the newest 500. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mail } from '../../src/contract/mail/mailer.ts'

export interface Received extends Mail {
  /** Milliseconds since 1970. */
  readonly receivedAt: number
}

const MAX_MESSAGES = 500
/** The ids of messages, which are also names of files. */
const ID = /^msg_[0-9A-Za-z_-]{1,60}$/

export class MailStore {
  readonly #folder: string

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'mail')
  }

  /** A repeated id replaces its message. Throws when the id cannot be the name of a file. */
  add(mail: Mail): void {
    if (!ID.test(mail.id)) throw new Error('the id of the message is not valid')
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
    const received: Received = { ...mail, receivedAt: Date.now() }
    writeFileSync(this.#file(mail.id), JSON.stringify(received), { mode: 0o600 })
    for (const { id } of this.list().slice(MAX_MESSAGES)) rmSync(this.#file(id), { force: true })
  }

  /** The newest first. */
  list(): readonly Received[] {
    return this.#names()
      .map((name) => this.get(name))
      .filter((mail) => mail !== null)
      .sort((a, b) => b.receivedAt - a.receivedAt || (a.id < b.id ? 1 : -1))
  }

  get(id: string): Received | null {
    if (!ID.test(id)) return null
    try {
      // The cast: `add` wrote it.
      return JSON.parse(readFileSync(this.#file(id), 'utf8')) as Received
    } catch {
      return null
    }
  }

  #names(): readonly string[] {
    try {
      return readdirSync(this.#folder).map((name) => name.replace(/\.json$/, ''))
    } catch {
      return []
    }
  }

  #file(id: string): string {
    return join(this.#folder, `${id}.json`)
  }
}
