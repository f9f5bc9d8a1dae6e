/**
 * Messages that leave the built worker, through each provider.
 * Invariants: a message arrives once, with its own headers only; a password goes only over TLS; a server that hangs up
 * or refuses costs a later attempt, and nothing else; a deployment has no mailbox.
 */
import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { MAIL_TEXTS } from '../../../src/domain/mail/texts.ts'
import { productsForSale } from '../support/drive.ts'
import { give, mailsTo, type NewMail } from '../support/mails.ts'
import { ADDRESS, guestWith, ordered, paid, untilOrder } from '../support/orders.ts'
import { newAdmin } from '../support/shopper.ts'
import { type Arrived, makeCertificate, SMTP_PASSWORD, SMTP_USER, type Smtp, startSmtp } from '../support/smtp.ts'
import { startWorker, type Worker } from '../support/worker.ts'

const FROM = '小店 <shop@pannier.example>'
const notice = (email: string, name?: string): NewMail => ({
  ...{ template: 'email_changed', data: {}, to: { email, ...(name !== undefined && { name }) } },
})
const soon = { timeout: 15_000, interval: 50 }
const failures = ({ logs }: Worker) => logs.filter(({ event }) => event.startsWith('mail.'))

describe('a message by SMTP', () => {
  const certificate = makeCertificate()
  const login = `${SMTP_USER}:${encodeURIComponent(SMTP_PASSWORD)}`
  const before = process.env.NODE_EXTRA_CA_CERTS
  let smtp: Smtp
  let worker: Worker
  const start = (url: string) =>
    startWorker({
      vars: { MAIL_PROVIDER: 'smtp', MAIL_FROM: FROM, MAIL_SMTP_URL: url, PUBLIC_ORIGIN: 'https://shop.example' },
    })
  beforeAll(async () => {
    process.env.NODE_EXTRA_CA_CERTS = certificate.file
    smtp = await startSmtp(certificate)
    worker = await start(`smtp://${login}@localhost:${smtp.port}`)
  })
  afterAll(async () => {
    await worker?.stop()
    await smtp?.stop()
    certificate.drop()
    if (before === undefined) delete process.env.NODE_EXTRA_CA_CERTS
    else process.env.NODE_EXTRA_CA_CERTS = before
  })

  const sentTo = (email: string) => smtp.arrived.filter(({ to }) => to.includes(email))
  async function arrivedFor(email: string): Promise<Arrived> {
    await vi.waitFor(() => expect(sentTo(email)).toHaveLength(1), soon)
    const [message] = sentTo(email)
    if (!message) throw new Error('nothing has arrived')
    return message
  }

  it('a message arrives once, over STARTTLS and after the sign-in', async () => {
    await give(worker, notice('ann@example.com', '安'))
    const { from, isEncrypted, user, text } = await arrivedFor('ann@example.com')
    expect([from, isEncrypted, user]).toEqual(['shop@pannier.example', true, SMTP_USER])
    expect(text).toContain('From: =?UTF-8?B?5bCP5bqX?= <shop@pannier.example>')
    expect(text).toContain('Subject: Your e-mail address was changed')
    const html = Buffer.from(/text\/html[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/.exec(text)?.[1] ?? '', 'base64').toString()
    expect(html).toContain('href="https://shop.example/en/account"')
  })

  it('a hostile name adds neither a header nor a recipient', async () => {
    await give(worker, notice('bob@example.com', 'Bob\r\nBcc: eve@example.com\r\n\r\n.\r\nMAIL FROM:<eve@example.com>'))
    const { text, to } = await arrivedFor('bob@example.com')
    expect(to).toEqual(['bob@example.com'])
    expect(text).not.toMatch(/^Bcc/m)
    expect(smtp.arrived.every((message) => message.from === 'shop@pannier.example')).toBe(true)
  })

  it('an address that would end a command reaches no server', async () => {
    await give(worker, notice('eve@example.com>\r\nRCPT TO:<mallory@example.com'))
    await vi.waitFor(() => expect(failures(worker).some(({ event }) => event === 'mail.refused')).toBe(true), soon)
    expect(JSON.stringify(smtp.arrived)).not.toContain('mallory')
  })

  it('a recipient whom the server refuses gets one attempt, and the log has no address', async () => {
    const id = await give(worker, notice('nobody@example.com'))
    await vi.waitFor(() => expect(failures(worker).some((line) => line.id === id)).toBe(true), soon)
    expect(failures(worker).find((line) => line.id === id)).toMatchObject({ event: 'mail.refused' })
    expect(JSON.stringify(worker.logs)).not.toContain('nobody@')
  })

  it('TLS from the first byte works too', async () => {
    const secure = await startSmtp({ ...certificate, secure: true })
    const other = await start(`smtps://${login}@localhost:${secure.port}`)
    try {
      await give(other, notice('cyd@example.com'))
      await vi.waitFor(() => expect(secure.arrived).toHaveLength(1), soon)
      expect(secure.arrived[0]).toMatchObject({ isEncrypted: true, user: SMTP_USER })
    } finally {
      await other.stop()
      await secure.stop()
    }
  })

  it('a server that hangs up in the middle costs one attempt, and the object answers on', async () => {
    const heard: string[] = []
    const hanging = createTcpServer((socket) => {
      socket.on('error', () => {})
      socket.write('220 ready\r\n')
      socket.on('data', (data) => {
        heard.push(String(data))
        socket.end('421 too busy')
      })
    })
    await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve))
    // The cast: a server on TCP has such an address.
    const other = await start(`smtp://${login}@localhost:${(hanging.address() as AddressInfo).port}`)
    try {
      await give(other, notice('dan@example.com'))
      await vi.waitFor(() => expect(failures(other)).toMatchObject([{ event: 'mail.failed' }]), soon)
      await give(other, notice('dan@example.com'))
      expect(heard).toEqual(['EHLO pannier.example\r\n'])
    } finally {
      await other.stop()
      hanging.close()
    }
  })
})

it('an HTTP provider gets the message with its id as the key, and again after a failure', async () => {
  const got: { readonly headers: IncomingMessage['headers']; readonly body: Record<string, unknown> }[] = []
  const provider = createServer((request, response) => {
    let text = ''
    request.on('data', (part) => {
      text += part
    })
    request.on('end', () => {
      got.push({ headers: request.headers, body: JSON.parse(text) })
      response.writeHead(text.includes('refused@') ? 422 : 200).end('{}')
    })
  })
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve))
  // The cast: a server on TCP has such an address.
  const url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/emails`
  const mail = { MAIL_PROVIDER: 'http', MAIL_FROM: FROM, MAIL_HTTP_URL: url, MAIL_HTTP_KEY: 're_key' }
  const worker = await startWorker({ vars: { ...mail, PUBLIC_ORIGIN: 'https://shop.example' } })
  try {
    const id = await give(worker, notice('ann@example.com'))
    await vi.waitFor(() => expect(got).toHaveLength(1), soon)
    expect(got[0]?.headers).toMatchObject({ authorization: 'Bearer re_key', 'idempotency-key': id })
    expect(got[0]?.body).toMatchObject({ from: '"小店" <shop@pannier.example>', to: ['ann@example.com'] })
    await give(worker, notice('refused@example.com'))
    await vi.waitFor(() => expect(failures(worker)).toMatchObject([{ event: 'mail.refused' }]), soon)
  } finally {
    await worker.stop()
    provider.close()
  }
})

it('an order tells its shopper what happens to it, in the language of the checkout, and the message has no street and no name', async () => {
  const worker = await startWorker({ demo: true, vars: { MAIL_PROVIDER: 'dev', MAIL_FROM: FROM } })
  try {
    const [sku] = await productsForSale(worker.url)
    const guest = await guestWith(worker.url, { [sku]: 2 })
    const order = await ordered(guest, { email: 'ann@example.com' })
    await paid(guest, order.id)
    await untilOrder(guest, order.id, { status: 'paid' })
    const admin = await newAdmin(worker.url)
    const param = { id: order.id }
    await admin.api.v1.admin.orders[':id'].ship.$post({ param, json: { carrier: 'SF', trackingNumber: 'SF1' } })
    await admin.api.v1.admin.orders[':id'].deliver.$post({ param })
    const subjects = async () => (await mailsTo(worker.url, 'ann@example.com')).map(({ subject }) => subject).toSorted()
    const named = (text: string) => text.replace('{number}', order.number)
    await vi.waitFor(
      async () =>
        expect(await subjects()).toEqual(
          [MAIL_TEXTS.en.order_confirmed, MAIL_TEXTS.en.order_delivered, MAIL_TEXTS.en.order_shipped]
            .map(({ subject }) => named(subject))
            .toSorted(),
        ),
      soon,
    )
    const [confirmed] = (await mailsTo(worker.url, 'ann@example.com')).filter(({ subject }) =>
      subject.includes('confirmed'),
    )
    expect(confirmed?.text).toContain(` × 2: `)
    expect(confirmed?.text).toContain(`/en/orders/${order.id}`)
    expect(confirmed?.text).not.toContain(ADDRESS.name)
  } finally {
    await worker.stop()
  }
})

describe('the mailbox of npm start', () => {
  it('the mailbox has the messages, in pages of both languages', async () => {
    const worker = await startWorker({ vars: { MAIL_PROVIDER: 'dev', MAIL_FROM: FROM } })
    try {
      const id = await give(worker, notice('ann@example.com'))
      await vi.waitFor(async () => expect(await mailsTo(worker.url, 'ann@example.com')).toHaveLength(1), soon)
      for (const [lang, title] of [
        ['zh', '邮箱'],
        ['en', 'Mailbox'],
      ]) {
        const list = await (await fetch(`${worker.url}/dev/mail?lang=${lang}`)).text()
        expect(list).toContain(`<h1>${title}</h1>`)
        expect(list).toContain(`/dev/mail/${id}`)
      }
      const message = await (await fetch(`${worker.url}/dev/mail/${id}`)).text()
      expect(message).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"')
      const text = await (await fetch(`${worker.url}/dev/mail/${id}?view=text`)).text()
      expect(text).toContain(`<a href="/en/account">${worker.url}/en/account</a>`)
      for (const path of ['/dev/mail/msg_1', '/dev/mail/..%2f..%2fsecrets', '/dev/mail/../../etc/passwd']) {
        expect((await fetch(worker.url + path)).status).toBe(404)
      }
      expect((await fetch(`${worker.url}/dev/mail`, { method: 'POST', body: '{}' })).status).toBe(405)
    } finally {
      await worker.stop()
    }
  })

  it('does not exist in a deployment, with and without the pages', async () => {
    for (const faces of [true, false]) {
      const worker = await startWorker({ faces })
      try {
        for (const path of ['/dev/mail', '/dev/mail/msg_1']) {
          const { status } = await fetch(worker.url + path, { headers: { accept: 'text/html' } })
          expect([faces, path, status]).toEqual([faces, path, 404])
        }
      } finally {
        await worker.stop()
      }
    }
  })
})
