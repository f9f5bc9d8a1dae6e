/** A real SMTP server on this machine (the package smtp-server), with a certificate of its own and a list of messages. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export interface Arrived {
  readonly from: string
  readonly to: readonly string[]
  readonly isEncrypted: boolean
  readonly user: string | null
  readonly text: string
  /** Milliseconds since 1970. */
  readonly at: number
}

export interface Smtp {
  readonly port: number
  readonly arrived: readonly Arrived[]
  stop(): Promise<void>
}

export const SMTP_USER = 'shop'
export const SMTP_PASSWORD = 'p@ss word:1'

/** A certificate for `localhost`, which the runtime trusts by NODE_EXTRA_CA_CERTS. Set it before a worker starts. */
export function makeCertificate(): {
  readonly key: string
  readonly cert: string
  readonly file: string
  drop(): void
} {
  const folder = mkdtempSync(join(tmpdir(), 'pannier-smtp-'))
  const [key, file] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  execFileSync('openssl', ['req', '-x509', ...kind, '-keyout', key, '-out', file, ...subject], { stdio: 'ignore' })
  const drop = () => rmSync(folder, { recursive: true, force: true })
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(file, 'utf8'), file, drop }
}

export async function startSmtp(options: SMTPServerOptions = {}): Promise<Smtp> {
  const arrived: Arrived[] = []
  const server = new SMTPServer({
    authOptional: false,
    onAuth({ username, password }, _session, done) {
      if (username === SMTP_USER && password === SMTP_PASSWORD) done(null, { user: username })
      else done(new Error('wrong'))
    },
    onRcptTo({ address }, _session, done) {
      const refusal = Object.assign(new Error('no such mailbox'), { responseCode: 550 })
      done(address.startsWith('nobody@') ? refusal : null)
    },
    onData(stream, { envelope, secure, user }, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        arrived.push({
          from: envelope.mailFrom ? envelope.mailFrom.address : '',
          to: envelope.rcptTo.map(({ address }) => address),
          ...{ isEncrypted: secure, user: typeof user === 'string' ? user : null },
          ...{ text: Buffer.concat(parts).toString(), at: Date.now() },
        })
        done()
      })
    },
    ...options,
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // The cast: a server on TCP has such an address.
  const { port } = server.server.address() as AddressInfo
  return { port, arrived, stop: () => new Promise((resolve) => server.close(resolve)) }
}
