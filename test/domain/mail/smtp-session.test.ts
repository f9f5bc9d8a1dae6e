// An SMTP session against the package smtp-server. Invariants: without TLS, no password and no message leaves for another
// machine; a reply in pieces is one reply; what comes before the TLS handshake is not believed.
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { Duplex } from 'node:stream'
import { afterEach, expect, it } from 'vitest'
import { MailRefused } from '../../../src/contract/mail/mailer.ts'
import { type SmtpServer, SmtpSession, type SmtpSocket } from '../../../src/objects/mail/smtp-session.ts'
import { SMTP_PASSWORD, SMTP_USER, startSmtp } from '../../journey/support/smtp.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

function socketTo(port: number): SmtpSocket {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  ends.push(() => socket.destroy())
  // The cast: Node's streams are the same streams with types of their own.
  const { readable, writable } = Duplex.toWeb(socket) as unknown as Pick<SmtpSocket, 'readable' | 'writable'>
  const startTls = () => {
    throw new Error('no TLS here')
  }
  return { readable, writable, startTls, close: async () => void socket.destroy() }
}

const as = (host: string): SmtpServer => ({ host, isSecure: false, user: SMTP_USER, password: SMTP_PASSWORD })

async function plainServer() {
  const smtp = await startSmtp({ hideSTARTTLS: true, allowInsecureAuth: true })
  ends.push(() => smtp.stop())
  return smtp
}

/** A server that answers each line as `answer` says, and keeps what it heard. */
async function talking(answer: (line: string) => string): Promise<{ readonly port: number; readonly heard: string[] }> {
  const heard: string[] = []
  const server: Server = createServer((socket) => {
    socket.on('error', () => {})
    socket.write('220 ready\r\n')
    socket.on('data', (data) => {
      heard.push(String(data))
      socket.write(answer(String(data)))
    })
  })
  ends.push(() => server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // The cast: a server on TCP has such an address.
  return { port: (server.address() as AddressInfo).port, heard }
}

it('a server on this machine without TLS takes a message, with dots and long texts as they are', async () => {
  const smtp = await plainServer()
  const session = new SmtpSession(socketTo(smtp.port))
  await session.begin(as('127.0.0.1'), 'shop.example')
  const body = `Subject: x\r\n\r\n.\r\n..two\r\n${'a'.repeat(900)}\r\nend\r\n`
  await session.send('shop@example.com', 'ann@example.com', body)
  session.end()
  expect(smtp.arrived).toMatchObject([{ user: SMTP_USER, text: body }])
})

it('a server elsewhere without STARTTLS gets neither the password nor a message', async () => {
  const { port, heard } = await talking(() => '250-mail\r\n250 AUTH PLAIN LOGIN\r\n')
  const session = new SmtpSession(socketTo(port))
  await expect(session.begin(as('mail.example'), 'shop.example')).rejects.toThrow('offers no STARTTLS')
  expect(heard).toEqual(['EHLO shop.example\r\n'])
})

it('a server that sends text before the TLS handshake is not believed', async () => {
  const { port } = await talking((line) =>
    line.startsWith('EHLO') ? '250-mail\r\n250 STARTTLS\r\n' : '220 go\r\n250 AUTH PLAIN\r\n',
  )
  const session = new SmtpSession(socketTo(port))
  await expect(session.begin(as('mail.example'), 'shop.example')).rejects.toThrow('before the TLS handshake')
})

it('a connection that ends is an error at once', async () => {
  const server = createServer((socket) => socket.end('220 ready\r\n'))
  ends.push(() => server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // The cast: a server on TCP has such an address.
  const session = new SmtpSession(socketTo((server.address() as AddressInfo).port))
  await expect(session.begin(as('127.0.0.1'), 'shop.example')).rejects.toThrow()
}, 5_000)

it('a refused recipient is final, a wrong password and a busy server are not, and no error has an address', async () => {
  const smtp = await plainServer()
  const session = new SmtpSession(socketTo(smtp.port))
  await session.begin(as('127.0.0.1'), 'shop.example')
  const refused = await session.send('shop@example.com', 'nobody@example.com', 'x\r\n').catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(MailRefused)
  expect(String(refused)).not.toContain('nobody')
  const other = new SmtpSession(socketTo(smtp.port))
  const wrong = await other
    .begin({ ...as('127.0.0.1'), password: 'wrong' }, 'shop.example')
    .catch((error: unknown) => error)
  expect(wrong).not.toBeInstanceOf(MailRefused)
  expect(String(wrong)).toContain('AUTH was answered with 535')
})

it('an address with a line break becomes no second command', async () => {
  const smtp = await plainServer()
  const session = new SmtpSession(socketTo(smtp.port))
  await session.begin(as('127.0.0.1'), 'shop.example')
  const to = 'ann@example.com>\r\nRCPT TO:<eve@example.com'
  await expect(session.send('shop@example.com', to, 'x\r\n')).rejects.toThrow('RCPT contains a line break')
})
