/**
 * One SMTP session (RFC 5321) over a socket: it sends one message. docs/adr/0036 says why no package does this.
 * Invariants: a password is sent only over TLS, except to this machine; a connection that ends is an error at once; no
 * command contains a line break; errors name the command and the server's code, never an address.
 */
import { MailRefused } from '../../contract/mail/mailer.ts'

/** The part of a socket of `cloudflare:sockets` that a session uses. */
export interface SmtpSocket {
  readonly readable: ReadableStream<Uint8Array>
  readonly writable: WritableStream<Uint8Array>
  startTls(): SmtpSocket
  close(): Promise<void>
}

export interface SmtpServer {
  readonly host: string
  readonly isSecure: boolean
  readonly user: string
  readonly password: string
}

interface Reply {
  readonly code: number
  /** The lines without their codes. */
  readonly lines: readonly string[]
}

/** Longer than any reply that a server sends. */
const MAX_REPLY_LENGTH = 64 * 1024
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

export class SmtpSession {
  #socket: SmtpSocket
  #reader: ReadableStreamDefaultReader<Uint8Array>
  #writer: WritableStreamDefaultWriter<Uint8Array>
  #rest = ''

  constructor(socket: SmtpSocket) {
    this.#socket = socket
    this.#reader = socket.readable.getReader()
    this.#writer = socket.writable.getWriter()
  }

  /** @param name the domain with which the client introduces itself */
  async begin({ host, isSecure, user, password }: SmtpServer, name: string): Promise<void> {
    expect('greeting', await this.#read(), 2)
    let extensions = await this.#hello(name)
    let isEncrypted = isSecure
    if (!isSecure && extensions.includes('STARTTLS')) {
      await this.#command('STARTTLS', 2)
      this.#encrypt()
      extensions = await this.#hello(name)
      isEncrypted = true
    }
    // A server that offers no encryption may be an attacker who removed the offer.
    if (!isEncrypted && !LOOPBACK.test(host)) throw new Error('the SMTP server offers no STARTTLS')
    if (user !== '') await this.#signIn(extensions, user, password)
  }

  /** @param message in the format of RFC 5322, with CRLF at the end of every line */
  async send(from: string, to: string, message: string): Promise<void> {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: only ASCII needs no extension (RFC 6531)
    const smtpUtf8 = /^[\x00-\x7f]*$/.test(from + to) ? '' : ' SMTPUTF8'
    await this.#command(`MAIL FROM:<${from}>${smtpUtf8}`, 2, 'MAIL')
    await this.#command(`RCPT TO:<${to}>`, 2, 'RCPT')
    await this.#command('DATA', 3)
    await this.#write(`${message.replace(/^\./gm, '..')}.\r\n`)
    expect('message', await this.#read(), 2)
  }

  /** Says goodbye without waiting for an answer: the message was accepted already, or the session has failed. */
  end(): void {
    this.#write('QUIT\r\n').catch(() => {})
    // The platform's close may stay pending until the other side closes too.
    this.#socket.close().catch(() => {})
  }

  async #hello(name: string): Promise<readonly string[]> {
    const { lines } = await this.#command(`EHLO ${name}`, 2, 'EHLO')
    return lines.map((line) => line.trim().toUpperCase())
  }

  async #signIn(extensions: readonly string[], user: string, password: string): Promise<void> {
    const offered = extensions.find((line) => line.startsWith('AUTH')) ?? ''
    const encoded = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    if (offered.includes('PLAIN')) {
      await this.#command(`AUTH PLAIN ${encoded(`\0${user}\0${password}`)}`, 2, 'AUTH')
      return
    }
    await this.#command('AUTH LOGIN', 3, 'AUTH')
    await this.#command(encoded(user), 3, 'AUTH')
    await this.#command(encoded(password), 2, 'AUTH')
  }

  #encrypt(): void {
    // Bytes that came before the handshake are not the server's (CVE-2011-0411).
    if (this.#rest !== '') throw new Error('the SMTP server sent text before the TLS handshake')
    this.#reader.releaseLock()
    this.#writer.releaseLock()
    this.#socket = this.#socket.startTls()
    this.#reader = this.#socket.readable.getReader()
    this.#writer = this.#socket.writable.getWriter()
  }

  async #command(line: string, wanted: 2 | 3, shown = line): Promise<Reply> {
    if (/[\r\n\0]/.test(line)) throw new Error(`${shown} contains a line break`)
    await this.#write(`${line}\r\n`)
    return expect(shown, await this.#read(), wanted)
  }

  async #write(text: string): Promise<void> {
    await this.#writer.write(new TextEncoder().encode(text))
  }

  /** One reply, whose last line has a space after the code. */
  async #read(): Promise<Reply> {
    for (;;) {
      const end = /(?:^|\n)\d{3}(?: [^\n]*)?\r?\n/.exec(this.#rest)
      if (end) {
        const length = end.index + end[0].length
        const lines = this.#rest.slice(0, length).split(/\r?\n/).filter(Boolean)
        this.#rest = this.#rest.slice(length)
        const code = Number(lines.at(-1)?.slice(0, 3))
        return { code, lines: lines.map((line) => line.slice(4)) }
      }
      if (this.#rest.length > MAX_REPLY_LENGTH) throw new Error('the SMTP server sent too long a reply')
      const { done, value } = await this.#reader.read()
      if (done) throw new Error('the SMTP server closed the connection')
      this.#rest += new TextDecoder('latin1').decode(value)
    }
  }
}

function expect(what: string, reply: Reply, wanted: 2 | 3): Reply {
  if (Math.floor(reply.code / 100) === wanted) return reply
  const text = `${what} was answered with ${reply.code}`
  // Only a refusal of the recipient or of the message is about this message; others are about the server.
  throw reply.code >= 500 && (what === 'RCPT' || what === 'message') ? new MailRefused(text) : new Error(text)
}
