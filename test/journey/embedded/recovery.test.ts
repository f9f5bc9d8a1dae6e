/**
 * Links in messages, from outside: each reaches the mailbox, works once, and only by a post.
 * Invariants: an unknown address gets the same answer after the same time; a new password ends every sign-in; pages work
 * without scripts, in both languages.
 */
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { passkeyOptionsSchema } from '../../../src/contract/answers/passkeys.ts'
import { Authenticator } from '../../support/authenticator.ts'
import { mailsTo } from '../support/mails.ts'
import { startWorker, type Worker } from '../support/worker.ts'

const PASSWORD = 'a long password'
let worker: Worker
beforeAll(async () => {
  worker = await startWorker({ vars: { MAIL_PROVIDER: 'dev', MAIL_FROM: 'Pannier <shop@pannier.example>' } })
})
afterAll(() => worker?.stop())

let count = 0
const newEmail = () => `lin-${++count}@example.com`

interface Pair {
  readonly accessToken: string
  readonly refreshToken: string
}

function call(path: string, json?: unknown, token?: string, method = 'POST') {
  const headers = {
    'content-type': 'application/json',
    'accept-language': 'en',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  }
  return fetch(worker.url + path, { method, headers, ...(json !== undefined && { body: JSON.stringify(json) }) })
}

// The cast: the contract's answer to both.
const pairOf = async (path: string, json: object) => (await (await call(path, json)).json()) as Pair
const register = (email: string) => pairOf('/v1/auth/register', { email, password: PASSWORD })
const login = (email: string, password = PASSWORD) => call('/v1/auth/login', { email, password })
const codeOf = async (response: Response) => ((await response.json()) as { readonly code: string }).code
const me = async ({ accessToken }: Pair) => (await call('/v1/me', undefined, accessToken, 'GET')).json()

/** The path with the token in the newest message with this subject. */
async function linkTo(email: string, subject: string): Promise<string> {
  return vi.waitFor(async () => {
    const [mail] = (await mailsTo(worker.url, email)).filter((each) => each.subject === subject)
    const path = /^\/\w+\/[\w-]+\?token=.+$/m.exec(mail?.text ?? '')?.[0]
    if (!path) throw new Error(`no message ${subject}`)
    return path
  }, 15_000)
}

const tokenIn = (path: string) => new URLSearchParams(path.slice(path.indexOf('?'))).get('token') ?? ''

function post(path: string, form: Readonly<Record<string, string>>) {
  const headers = { origin: worker.url, 'sec-fetch-site': 'same-origin' }
  return fetch(worker.url + path, { method: 'POST', headers, body: new URLSearchParams(form), redirect: 'manual' })
}

it('a registration is confirmed by the link of its message, once, and a program that opens the link changes nothing', async () => {
  const email = newEmail()
  const pair = await register(email)
  expect(await me(pair)).toMatchObject({ email, emailVerified: false })
  const path = await linkTo(email, 'Confirm your e-mail address')
  const page = await fetch(worker.url + path)
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Confirm the address')])
  expect(await me(pair)).toMatchObject({ emailVerified: false })
  const answer = await post('/en/confirm-email', { token: tokenIn(path) })
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('Your address is confirmed')])
  expect(await me(pair)).toMatchObject({ emailVerified: true })
  const again = await call('/v1/auth/email/confirm', { token: tokenIn(path) })
  expect([again.status, await codeOf(again)]).toEqual([409, 'link_invalid'])
})

it('a forgotten password is replaced by the link, once, and every sign-in ends', async () => {
  const email = newEmail()
  const pair = await register(email)
  const asked = await post('/zh/forgot-password', { email })
  expect([asked.status, await asked.text()]).toEqual([200, expect.stringContaining('邮件已在路上')])
  const path = await linkTo(email, '重设密码')
  expect((await post('/zh/reset-password', { token: tokenIn(path), newPassword: 'short' })).status).toBe(422)
  const done = await post('/zh/reset-password', { token: tokenIn(path), newPassword: 'another long one' })
  expect([done.status, await done.text()]).toEqual([200, expect.stringContaining('密码已修改')])
  expect((await login(email)).status).toBe(401)
  expect((await login(email, 'another long one')).status).toBe(200)
  expect((await call('/v1/auth/refresh', { refreshToken: pair.refreshToken })).status).toBe(401)
  const again = await post('/zh/reset-password', { token: tokenIn(path), newPassword: 'a third long one' })
  expect([again.status, await again.text()]).toEqual([409, expect.stringContaining('链接已失效')])
})

it('an unknown address gets the same answer after the same time, and no message', async () => {
  const [known, unknown] = [newEmail(), newEmail()]
  await register(known)
  const times: Record<string, number[]> = { [known]: [], [unknown]: [] }
  for (let turn = 0; turn < 8; turn++) {
    for (const email of [known, unknown]) {
      const from = performance.now()
      const { status, body } = await call('/v1/auth/recovery', { email })
      times[email]?.push(performance.now() - from)
      expect([status, body && (await new Response(body).text())]).toEqual([204, body && ''])
    }
  }
  const median = (email: string) => times[email]?.toSorted((a, b) => a - b)[4] ?? 0
  expect(Math.abs(median(known) - median(unknown))).toBeLessThan(60)
  expect(await mailsTo(worker.url, unknown)).toEqual([])
})

it('a forged token, and one of another purpose, is refused', async () => {
  const email = newEmail()
  await register(email)
  const token = tokenIn(await linkTo(email, 'Confirm your e-mail address'))
  const forged = `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`
  for (const bad of [forged, 'x', token.replace('pml_', 'prt_')]) {
    expect(await codeOf(await call('/v1/auth/email/confirm', { token: bad }))).toBe('link_invalid')
  }
  const other = await call('/v1/auth/recovery/password', { token, newPassword: 'another long one' })
  expect(await codeOf(other)).toBe('link_invalid')
})

it('a person sees all sign-ins and ends one of them', async () => {
  const email = newEmail()
  const pair = await register(email)
  const other = await pairOf('/v1/auth/login', { email, password: PASSWORD })
  const list = async () => {
    const answer = await call('/v1/me/sign-ins', undefined, pair.accessToken, 'GET')
    // The cast: the contract's list.
    return ((await answer.json()) as { items: { id: string; isCurrent: boolean }[] }).items
  }
  const items = await list()
  expect(items.map(({ isCurrent }) => isCurrent).toSorted()).toEqual([false, true])
  const ended = items.find(({ isCurrent }) => !isCurrent)?.id
  expect((await call(`/v1/me/sign-ins/${ended}`, undefined, pair.accessToken, 'DELETE')).status).toBe(204)
  expect((await call('/v1/auth/refresh', { refreshToken: other.refreshToken })).status).toBe(401)
  expect((await call('/v1/auth/refresh', { refreshToken: pair.refreshToken })).status).toBe(200)
  expect(await list()).toHaveLength(1)
})

it('an erasure leaves no link that works, and the export shows the links without their tokens', async () => {
  const email = newEmail()
  const pair = await register(email)
  const token = tokenIn(await linkTo(email, 'Confirm your e-mail address'))
  const exported = await (await call('/v1/me/export', undefined, pair.accessToken, 'GET')).text()
  expect(exported).toContain('"links"')
  expect(exported).not.toContain(token.slice(-64))
  expect((await call('/v1/me', { password: PASSWORD }, pair.accessToken, 'DELETE')).status).toBe(204)
  expect(await codeOf(await call('/v1/auth/email/confirm', { token }))).toBe('link_invalid')
})

it('a shop without e-mail says so, and its people sign in and buy as before', async () => {
  const silent = await startWorker()
  try {
    const json = { email: newEmail(), password: PASSWORD }
    const post = (path: string, body: object) =>
      fetch(silent.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    expect((await post('/v1/auth/register', json)).status).toBe(201)
    expect(await codeOf(await post('/v1/auth/recovery', { email: json.email }))).toBe('mail_off')
    expect((await post('/v1/auth/login', json)).status).toBe(200)
  } finally {
    await silent.stop()
  }
})

it('a change of the address is confirmed at both, tells the former one, and ends the other sign-ins', async () => {
  const [email, next] = [newEmail(), newEmail()]
  const pair = await register(email)
  await call('/v1/auth/email/confirm', { token: tokenIn(await linkTo(email, 'Confirm your e-mail address')) })
  const other = (await (await login(email)).json()) as Pair
  const asked = await call('/v1/me', { email: next, password: PASSWORD }, pair.accessToken, 'PATCH')
  expect([asked.status, await asked.json()]).toMatchObject([200, { email, newEmail: next }])
  const subject = 'Confirm the change of your e-mail address'
  const [old, latest] = [await linkTo(email, subject), await linkTo(next, subject)]
  const first = await post('/en/change-email', { token: tokenIn(old) })
  expect([first.status, await first.text()]).toEqual([200, expect.stringContaining('your other address')])
  expect(await me(pair)).toMatchObject({ email, newEmail: next })
  const changed = await call('/v1/auth/email/change', { token: tokenIn(latest) })
  expect(await changed.json()).toEqual({ status: 'changed' })
  const shown = await me(pair)
  expect(shown).toMatchObject({ email: next, emailVerified: true })
  expect(shown).not.toHaveProperty('newEmail')
  const again = await call('/v1/auth/email/change', { token: tokenIn(latest) })
  expect([again.status, await codeOf(again)]).toEqual([409, 'link_invalid'])
  const told = await vi.waitFor(async () => {
    const mail = (await mailsTo(worker.url, email)).find((each) => each.subject === 'Your e-mail address was changed')
    return mail ?? expect.fail('no message')
  }, 15_000)
  expect(told.text).not.toContain(next)
  expect((await call('/v1/auth/refresh', { refreshToken: other.refreshToken })).status).toBe(401)
  expect((await call('/v1/auth/refresh', { refreshToken: pair.refreshToken })).status).toBe(200)
  expect([(await login(email)).status, (await login(next)).status]).toEqual([401, 200])
})

it('the owner hears of a new password and of a passkey that was added or removed, at a confirmed address only', async () => {
  const [email, stranger] = [newEmail(), newEmail()]
  const { accessToken } = await register(email)
  await call('/v1/auth/email/confirm', { token: tokenIn(await linkTo(email, 'Confirm your e-mail address')) })
  const act = async (token: string) => {
    const options = await call('/v1/me/passkeys/options', { password: PASSWORD }, token)
    const { challenge } = passkeyOptionsSchema.parse(await options.json())
    const given = { challenge, origin: worker.url, hostname: new URL(worker.url).hostname }
    const response = await (await Authenticator.make()).attest(given)
    const added = await call('/v1/me/passkeys', { response, name: 'My <phone>' }, token)
    // The cast: the contract's answer.
    const { id } = (await added.json()) as { readonly id: string }
    expect((await call(`/v1/me/passkeys/${id}`, undefined, token, 'DELETE')).status).toBe(204)
    const passwords = { currentPassword: PASSWORD, newPassword: 'another long one' }
    expect((await call('/v1/auth/password', passwords, token)).status).toBe(204)
  }
  await act((await register(stranger)).accessToken)
  await act(accessToken)
  const subjects = async (to: string) => (await mailsTo(worker.url, to)).map(({ subject }) => subject).toSorted()
  const expected = [
    'A passkey was added to your account',
    'A passkey was removed from your account',
    'Confirm your e-mail address',
    'Your password was changed',
  ]
  await vi.waitFor(async () => expect(await subjects(email)).toEqual(expected), 15_000)
  expect((await mailsTo(worker.url, email)).find(({ subject }) => subject === expected[0])?.text).toContain(
    'My <phone>',
  )
  expect(await subjects(stranger)).toEqual(['Confirm your e-mail address'])
})

it('two accounts that change to one address at the same time do not both get it', async () => {
  const next = newEmail()
  const pairs = [await register(newEmail()), await register(newEmail())]
  const tokens: string[] = []
  for (const [at, pair] of pairs.entries()) {
    const asked = await call('/v1/me', { email: next, password: PASSWORD }, pair.accessToken, 'PATCH')
    expect(asked.status, `${at}`).toBe(200)
    const subject = 'Confirm the change of your e-mail address'
    const all = await vi.waitFor(async () => {
      const mails = (await mailsTo(worker.url, next)).filter((each) => each.subject === subject)
      return mails.length > at ? mails : expect.fail('no message')
    }, 15_000)
    const links = all.map(({ text }) => tokenIn(/^\/\w+\/[\w-]+\?token=.+$/m.exec(text)?.[0] ?? ''))
    tokens.push(...links.filter((token) => !tokens.includes(token)))
  }
  const answers = await Promise.all(tokens.map((token) => call('/v1/auth/email/change', { token })))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  const emails = (await Promise.all(pairs.map(me))) as { readonly email: string }[]
  expect(emails.filter(({ email }) => email === next)).toHaveLength(1)
})
