/**
 * `npm run resend` and `npm run sweep` as operators run them against a started worker.
 * Invariant: the command reports its progress and its obstacles, continues when a worker is reachable again, and its
 * exit code says whether every object was asked.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { TEST_ADMIN } from '../../support/secrets.ts'
import { type Ran, run } from '../support/command.ts'
import { cartOf, newGuest } from '../support/shopper.ts'
import { startWorker, type Worker } from '../support/worker.ts'

const COMMANDS = ['resend', 'sweep'] as const

let folder: string
let worker: Worker
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pannier-visits-'))
  worker = await startWorker({ demo: true })
})
afterAll(async () => {
  await worker?.stop()
  await rm(folder, { recursive: true, force: true })
})

async function guestInRecord(): Promise<string> {
  const guest = await newGuest(worker.url)
  const { cart } = await cartOf(guest.api.v1.cart.$get())
  expect(cart.items).toEqual([])
  await cartOf(guest.api.v1.cart.items.$post({ json: { sku: 'iphone-15', quantity: 1 } }))
  const isThere = async () => expect((await rowOf(guest.id))?.version).toBe(1)
  await vi.waitFor(isThere, 15_000)
  return guest.id
}

async function rowOf(id: string) {
  const database = await worker.database()
  return database.prepare('SELECT * FROM carts WHERE id = ?').bind(id).first<Record<string, unknown>>()
}

/** A proxy before the worker that delays every answer. */
async function slowly(ms: number, use: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { method = 'GET', url = '/' } = request
    const headers = Object.entries(request.headers).filter(([name]) => /^(authorization|content-type)$/.test(name))
    const body = method === 'GET' ? {} : { body: Buffer.concat(chunks) }
    const answer = await fetch(worker.url + url, { method, headers: headers as [string, string][], ...body })
    await wait(ms)
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
    response.end(await answer.text())
  })
  try {
    await use(`http://127.0.0.1:${await listening(server)}`)
  } finally {
    server.close()
  }
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return (server.address() as AddressInfo).port
}

async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listening(server)
  await new Promise((closed) => server.close(closed))
  return port
}

describe('npm run resend', () => {
  it('a resend asks every object that the record names to send again, and says how many', async () => {
    const id = await guestInRecord()
    const before = await rowOf(id)
    const database = await worker.database()
    await database.prepare("UPDATE carts SET version = 0, lists = '{}' WHERE id = ?").bind(id).run()
    const { code, printed, said } = await run('resend', ['--url', worker.url])
    expect([code, printed], said).toEqual([0, expect.stringMatching(/^\d+ objects? sends? (its|their) state again/)])
    await vi.waitFor(async () => expect(await rowOf(id)).toEqual(before), 15_000)
  })

  it('a resend reports objects that hold nothing, and refuses names that no object can have', async () => {
    const file = join(folder, 'names.txt')
    await writeFile(file, 'cart:gst_none\norder:ord_none\n')
    const { code, printed } = await run('resend', ['--url', worker.url, '--names', file])
    expect([code, printed]).toEqual([0, '0 objects send their state again; 2 hold nothing.\n'])
    await writeFile(file, 'parcel:1\n')
    const refused = await run('resend', ['--url', worker.url, '--names', file])
    expect([refused.code, refused.printed]).toEqual([2, ''])
    expect(refused.said).toMatch(/^400: /)
    const missing = await run('resend', ['--url', worker.url, '--names', join(folder, 'nothing.txt')])
    expect([missing.code, missing.said]).toEqual([2, expect.stringContaining('ENOENT')])
  })

  it('a resend reports its progress every few seconds', async () => {
    const file = join(folder, 'many.txt')
    await writeFile(file, Array.from({ length: 60 }, (_, n) => `cart:gst_${n}`).join('\n'))
    await slowly(2_500, async (url) => {
      const { code, said } = await run('resend', ['--url', url, '--names', file])
      expect([code, said]).toEqual([0, expect.stringMatching(/sending again … (20|40) objects, 0 failed\n/)])
    })
  })
})

describe('npm run sweep', () => {
  it('a sweep calls the objects that have owed something for an hour, and says how many', async () => {
    const id = await guestInRecord()
    const database = await worker.database()
    const owe = 'UPDATE carts SET settling = 1, updated_at = updated_at - 7200000 WHERE id = ?'
    await database.prepare(owe).bind(id).run()
    const { code, printed, said } = await run('sweep', ['--url', worker.url])
    expect([code, printed], said).toEqual([0, '1 object was called.\n'])
  })
})

describe.each(COMMANDS)('npm run %s', (command) => {
  const failed = ({ code, printed }: Ran) => expect([code, printed]).toEqual([2, ''])

  it('the command exits with 2 and the reason if the worker refuses its sign-in', async () => {
    const token = await run(command, ['--url', worker.url, '--token', 'nonsense'])
    failed(token)
    expect(token.said).toMatch(/^401: /)
    const wrong = { PANNIER_ADMIN_EMAIL: TEST_ADMIN.ADMIN_EMAIL, PANNIER_ADMIN_PASSWORD: 'not the password' }
    const password = await run(command, ['--url', worker.url], wrong)
    failed(password)
    expect(password.said).toMatch(/^cannot sign in: 401: The e-mail address or the password is wrong\.$/m)
    const guest = await newGuest(worker.url)
    const stranger = await run(command, ['--url', worker.url, '--token', guest.token])
    failed(stranger)
    expect(stranger.said).toMatch(/^403: /)
  })

  it('the command exits with 2 without a user or with unknown arguments', async () => {
    const nobody = { PANNIER_ADMIN_EMAIL: '', PANNIER_ADMIN_PASSWORD: '' }
    const unnamed = await run(command, ['--url', 'https://shop.example'], nobody)
    failed(unnamed)
    expect(unnamed.said).toMatch(/PANNIER_ADMIN_EMAIL and PANNIER_ADMIN_PASSWORD, or pass --token/)
    const bogus = await run(command, ['--bogus'])
    failed(bogus)
    expect(bogus.said).toContain(`Unknown option '--bogus'\nusage: npm run ${command}`)
  })

  it('the command says that the worker cannot be reached, and continues as soon as it can', async () => {
    const port = await freePort()
    let waits: () => void = () => {}
    const waiting = new Promise<void>((done) => {
      waits = done
    })
    const running = run(command, ['--url', `http://127.0.0.1:${port}`], undefined, (said) => {
      if (said.includes('trying again')) waits()
    })
    await waiting
    const late = await startWorker({ port })
    try {
      const { code, said } = await running
      expect(said).toMatch(/ECONNREFUSED 127\.0\.0\.1:\d+; trying again in \d+ s \(npm start runs a worker there/)
      expect(code, said).toBe(0)
    } finally {
      await late.stop()
    }
  })
})
