/**
 * Sign-in, registration and the account without scripts. Invariants: a refused form shows what was typed, but no
 * password; the guest's cart goes along; after sign-out and erasure the browser holds no token.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { product, stock } from '../support/shop.ts'
import { Visitor } from './visitor.ts'

const PASSWORD = 'a long password'

beforeAll(() => stock(product('account-tea')))

let count = 0
async function registered(): Promise<{ readonly visitor: Visitor; readonly email: string }> {
  const visitor = new Visitor()
  const email = `shopper-${++count}@example.com`
  const answer = await visitor.post('/en/register', { name: 'Li Hua', email, password: PASSWORD, back: '/en/c/x' })
  expect(answer.status, answer.text).toBe(303)
  expect(answer.headers.get('location')).toBe('/en/c/x')
  return { visitor, email }
}

function isSignedIn(visitor: Visitor): boolean {
  return visitor.cookies.has('__Host-shop-refresh')
}

describe('registration and sign-in', () => {
  it('the guest’s cart goes into the account, and the next page says which lines came along', async () => {
    const { visitor, email } = await registered()
    await visitor.post('/en/products/account-tea', { quantity: '1' })
    const guest = new Visitor()
    await guest.post('/en/products/account-tea', { quantity: '2', back: '/en' })
    await guest.page('/en')
    const answer = await guest.post('/en/sign-in', { email, password: PASSWORD, back: '/en/offline' })
    expect(answer.headers.get('location')).toBe('/en/offline')
    const page = await guest.page('/en/offline')
    expect(page.text).toContain('Your cart came along: Product account-tea × 3')
    expect(page.text).toContain('<span data-cart-count>3</span>')
  })

  it('the cookies of an account are as strict as a guest’s', async () => {
    const visitor = new Visitor()
    const form = { email: 'strict@example.com', password: PASSWORD }
    const answer = await visitor.post('/en/register', form)
    for (const cookie of answer.headers.getSetCookie()) {
      expect(cookie).toMatch(/^__Host-.*; Path=\/; HttpOnly; Secure; SameSite=Lax/)
    }
    expect(isSignedIn(visitor)).toBe(true)
  })

  it('a short password and a broken address are said at their fields, with what was typed but no password', async () => {
    const answer = await new Visitor().post('/en/register', { name: 'Li', email: 'li@', password: 'secret-pw' })
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('<p class="failed" id="email-error">This is not an e-mail address.</p>')
    expect(answer.text).toContain(
      '<p class="failed" id="password-error">Choose a password of at least 10 characters.</p>',
    )
    expect(answer.text).toMatch(/id="name"[^>]*value="Li"/)
    expect(answer.text).toMatch(/id="email"[^>]*value="li@"/)
    expect(answer.text).not.toContain('secret-pw')
  })

  it('an address that is taken is said at its field', async () => {
    const { email } = await registered()
    const answer = await new Visitor().post('/en/register', { email, password: PASSWORD })
    expect(answer.status).toBe(409)
    expect(answer.text).toContain('There is already an account with this address.')
  })

  it('a wrong password is refused, and keeps the guest’s cart and the way back', async () => {
    const { email } = await registered()
    const guest = new Visitor()
    await guest.post('/en/products/account-tea', { quantity: '2', back: '/en' })
    await guest.page('/en')
    const answer = await guest.post('/en/sign-in', { email, password: 'something else', back: '/en/products' })
    expect(answer.status).toBe(401)
    expect(answer.text).toContain('The e-mail address or the password is wrong.')
    expect(answer.text).toContain('name="back" value="/en/products"')
    expect(isSignedIn(guest)).toBe(false)
    expect((await guest.page('/en')).text).toContain('<span data-cart-count>2</span>')
  })

  it('the form leads back to the page with the link, but not out of the shop', async () => {
    const backOf = async (path: string, referer = '') => {
      const { text } = await new Visitor().page(path, { referer })
      return /name="back" value="([^"]*)"/.exec(text)?.[1]
    }
    expect(await backOf('/en/sign-in', 'https://pannier.test/en/c/tea?sort=price')).toBe('/en/c/tea?sort=price')
    expect(await backOf('/en/sign-in', 'https://evil.example/en/x')).toBe('/en')
    expect(await backOf('/en/sign-in?back=//evil.example')).toBe('/en')
    expect(await backOf('/en/sign-in?back=/en/checkout')).toBe('/en/checkout')
  })

  it('a form of another site does not sign in', async () => {
    const { email } = await registered()
    const visitor = new Visitor()
    const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
    const answer = await visitor.post('/en/sign-in', { email, password: PASSWORD }, foreign)
    expect(answer.status).toBe(403)
    expect(answer.headers.getSetCookie()).toEqual([])
  })
})

describe('the account', () => {
  it('a stranger and a guest are led to the sign-in page, and from there back', async () => {
    const guest = new Visitor()
    await guest.post('/en/products/account-tea', { quantity: '1' })
    for (const visitor of [new Visitor(), guest]) {
      const answer = await visitor.get('/en/account')
      expect(answer.status).toBe(303)
      expect(answer.headers.get('location')).toBe('/en/sign-in?back=%2Fen%2Faccount')
    }
  })

  it('name and address are changed with the password, and shown afterwards', async () => {
    const { visitor } = await registered()
    const form = { name: '李华', email: `changed-${count}@example.com`, password: PASSWORD }
    const answer = await visitor.post('/en/account/profile', form)
    expect(answer.status, answer.text).toBe(303)
    const page = await visitor.page('/en/account')
    expect(page.text).toContain('value="李华"')
    expect(page.text).toContain(`value="changed-${count}@example.com"`)
    expect(page.text).toContain('Your changes are saved.')
  })

  it('a wrong password changes nothing, and is said at the field of its own form', async () => {
    const { visitor, email } = await registered()
    const answer = await visitor.post('/en/account/profile', { name: 'Other', email, password: 'something else' })
    expect(answer.status).toBe(401)
    expect(answer.text).toContain('<p class="failed" id="password-error">The password is wrong.</p>')
    expect(answer.text).toContain('value="Other"')
    expect((await visitor.page('/en/account')).text).toContain('value="Li Hua"')
  })

  it('the password is changed: only the new one signs in', async () => {
    const { visitor, email } = await registered()
    const short = await visitor.post('/en/account/password', { currentPassword: PASSWORD, newPassword: 'short' })
    expect(short.status).toBe(422)
    expect(short.text).toContain('id="newPassword-error"')
    const next = 'another long password'
    const answer = await visitor.post('/en/account/password', { currentPassword: PASSWORD, newPassword: next })
    expect(answer.status, answer.text).toBe(303)
    expect((await new Visitor().post('/en/sign-in', { email, password: PASSWORD })).status).toBe(401)
    expect((await new Visitor().post('/en/sign-in', { email, password: next })).status).toBe(303)
  })

  it('the export is a file that no cache keeps', async () => {
    const { visitor, email } = await registered()
    const answer = await visitor.get('/en/account/export')
    expect(answer.headers.get('content-disposition')).toContain('attachment')
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
    expect(JSON.parse(answer.text)).toMatchObject({ user: { email } })
  })

  it('signing out ends the sign-in, also for a copy of its cookies', async () => {
    const { visitor } = await registered()
    const copy = new Visitor()
    copy.cookies.set('__Host-shop-refresh', visitor.cookies.get('__Host-shop-refresh') ?? '')
    await visitor.post('/en/sign-out', {})
    expect(isSignedIn(visitor)).toBe(false)
    expect(visitor.cookies.has('__Host-shop')).toBe(false)
    expect((await copy.get('/en/account')).status).toBe(303)
  })

  it('the account is erased only with its password, and ends every sign-in', async () => {
    const { visitor, email } = await registered()
    const refused = await visitor.post('/en/account/erase', { erasePassword: 'something else' })
    expect(refused.status).toBe(401)
    expect(refused.text).toContain('<details open>')
    const answer = await visitor.post('/en/account/erase', { erasePassword: PASSWORD })
    expect(answer.status, answer.text).toBe(303)
    expect((await visitor.page('/en')).text).toContain('Your account is erased.')
    expect(isSignedIn(visitor)).toBe(false)
    expect((await new Visitor().post('/en/sign-in', { email, password: PASSWORD })).status).toBe(401)
  })
})

describe('the offline page', () => {
  it('the page has no personal data and is not listed by search engines', async () => {
    const page = await new Visitor().page('/zh/offline')
    expect(page.text).toContain('网络断开了')
    expect(page.text).toContain('noindex')
  })
})
