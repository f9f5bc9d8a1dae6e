/**
 * Carts that were left, from outside: the event, the reminder, and the way out of reminders.
 * Invariants: only a person who agreed and confirmed the address gets a reminder, once for each state of the cart; a
 * GET of the link changes nothing, and a POST needs neither a sign-in nor a page of the shop.
 */
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { eventListSchema } from '../../../src/contract/answers/events.ts'
import type { Mail } from '../../../src/contract/mail/mailer.ts'
import { productsForSale } from '../support/drive.ts'
import { mailsTo } from '../support/mails.ts'
import { guestWith } from '../support/orders.ts'
import { newEmail, type Person, register } from '../support/people.ts'
import { newAdmin, type Shopper } from '../support/shopper.ts'
import { startWorker, type Worker } from '../support/worker.ts'

const AFTER_MS = 3_000
const SUBJECT = 'Your cart is waiting'
const soon = { timeout: 20_000, interval: 100 }

let worker: Worker
let admin: Shopper
let sku: string
let hidden: string
beforeAll(async () => {
  worker = await startWorker({
    demo: true,
    vars: {
      ...{ MAIL_PROVIDER: 'dev', MAIL_FROM: 'Pannier <shop@pannier.example>' },
      CART_REMINDER_HOURS: String(AFTER_MS / 3600_000),
    },
  })
  admin = await newAdmin(worker.url)
  ;[sku, hidden] = await productsForSale(worker.url)
})
afterAll(() => worker?.stop())

async function member({ agrees = true, confirms = true } = {}): Promise<Person> {
  const { person } = await register(worker.url, { email: newEmail() })
  if (agrees) await agree(person)
  if (confirms) {
    const link = await vi.waitFor(async () => {
      const [mail] = await mailsTo(worker.url, person.email)
      return /token=(\S+)/.exec(mail?.text ?? '')?.[1] ?? expect.fail('no message')
    }, soon)
    const done = await person.api.v1.auth.email.confirm.$post({ json: { token: decodeURIComponent(link) } })
    expect(done.status).toBe(204)
  }
  return person
}
async function agree(person: Person): Promise<void> {
  const done = await person.api.v1.me['cart-reminders'].$put({ json: { text: '2026-11' } })
  expect(done.status).toBe(204)
}
const meOf = async (person: Person) => (await person.api.v1.me.$get()).json()
async function puts(person: Shopper, item = sku, quantity = 1): Promise<void> {
  const added = await person.api.v1.cart.items.$post({ json: { sku: item, quantity } })
  expect(added.status, await added.clone().text()).toBe(200)
}
const reminders = async ({ email }: Person) =>
  (await mailsTo(worker.url, email)).filter(({ subject }) => subject === SUBJECT)

/** The events of the stream since the start. */
const events: { readonly type: string; readonly subject: string; readonly data: Record<string, unknown> }[] = []
let after: string | undefined
async function abandoned({ id }: Shopper) {
  for (let hasMore = true; hasMore; ) {
    const query = { limit: '100', ...(after !== undefined && { after }) }
    const page = eventListSchema.parse(await (await admin.api.v1.admin.events.$get({ query })).json())
    // The cast: every type has an object.
    events.push(...(page.items as typeof events))
    ;({ after, hasMore } = page)
  }
  return events.filter(({ type, data }) => type === 'cart.abandoned' && data.userId === id)
}
const untilAbandoned = (person: Shopper, count = 1) =>
  vi.waitFor(async () => expect(await abandoned(person)).toHaveLength(count), soon)

it('a person who agreed is reminded once, and everybody’s cart is reported but that of a guest', async () => {
  const [ann, silent, unconfirmed, sold] = await Promise.all([
    member(),
    member({ agrees: false }),
    member({ confirms: false }),
    member(),
  ])
  const guest = await guestWith(worker.url, { [sku]: 1 })
  for (const person of [ann, silent, unconfirmed]) await puts(person, sku, 2)
  await puts(sold, hidden)
  const json = { status: 'hidden' } as const
  const change = await admin.api.v1.admin.products[':sku'].$patch(
    { param: { sku: hidden }, json },
    { headers: { 'if-match': '*' } },
  )
  expect(change.status).toBe(200)
  for (const person of [ann, silent, unconfirmed, sold]) await untilAbandoned(person)
  const [event] = await abandoned(ann)
  const cartId = `crt_${ann.id.slice(4)}`
  expect(event).toMatchObject({
    ...{ subject: `cart:${cartId}`, version: 1 },
    data: { cartId, userId: ann.id, lines: [{ sku, quantity: 2 }] },
  })
  const mail = await vi.waitFor(async () => (await reminders(ann))[0] ?? expect.fail('no reminder'), soon)
  expect(mail.text).toContain('/en/cart')
  expect(mail.unsubscribe).toMatch(/^\/en\/unsubscribe\?token=pun_usr_\w{26}\.[0-9a-f]{64}$/)
  // The second report of the same cart would come within this time too.
  await untilAbandoned(await again(ann), 2)
  expect(await reminders(ann)).toHaveLength(2)
  for (const person of [silent, unconfirmed, sold]) {
    expect([await reminders(person), await abandoned(person)]).toMatchObject([[], [{}]])
  }
  expect(await abandoned(guest)).toEqual([])
})

async function again(person: Person): Promise<Person> {
  await puts(person)
  return person
}

it('one click ends reminders, a GET does not, and neither does a forged link', async () => {
  const ann = await member()
  await puts(ann)
  const { unsubscribe }: Mail = await vi.waitFor(
    async () => (await reminders(ann))[0] ?? expect.fail('no reminder'),
    soon,
  )
  const url = worker.url + unsubscribe
  expect(await meOf(ann)).toMatchObject({ cartReminders: { text: '2026-11', agreedAt: expect.any(String) } })
  const page = await fetch(url)
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Unsubscribe')])
  const forged = await fetch(
    url.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
    { method: 'POST' },
  )
  expect(forged.status).toBe(409)
  const elsewhere = url.replace(/usr_\w{26}/, (await member()).id)
  expect((await fetch(elsewhere, { method: 'POST' })).status).toBe(409)
  expect(await meOf(ann)).toHaveProperty('cartReminders')
  const click = { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) }
  const multipart = new FormData()
  multipart.set('List-Unsubscribe', 'One-Click')
  for (const request of [click, { method: 'POST', body: multipart }, { method: 'POST' }]) {
    const answer = await fetch(url, { ...request, redirect: 'manual' })
    expect(answer.status).toBe(200)
    expect(await meOf(ann)).not.toHaveProperty('cartReminders')
  }
  await untilAbandoned(await again(ann), 2)
  expect(await reminders(ann)).toHaveLength(1)
  const exported = await (await ann.api.v1.me.export.$get()).json()
  expect(exported.account.reminders?.me).toMatchObject({ text: '2026-11', withdrawnAt: expect.any(Number) })
})

it('a cart that was emptied or bought is not reported', async () => {
  const [ann, bob] = [await member(), await member()]
  await puts(ann)
  await ann.api.v1.cart.items[':sku'].$delete({ param: { sku } })
  await puts(bob)
  await untilAbandoned(bob)
  expect(await abandoned(ann)).toEqual([])
})

it('a consent is withdrawn as easily as it is given, and names the version of its text', async () => {
  const ann = await member({ agrees: false })
  expect(await meOf(ann)).not.toHaveProperty('cartReminders')
  for (const bad of ['', 'a b', 'x'.repeat(65)]) {
    expect((await ann.api.v1.me['cart-reminders'].$put({ json: { text: bad } })).status).toBe(400)
  }
  await agree(ann)
  expect(await meOf(ann)).toHaveProperty('cartReminders')
  expect((await ann.api.v1.me['cart-reminders'].$delete()).status).toBe(204)
  expect((await ann.api.v1.me['cart-reminders'].$delete()).status).toBe(204)
  expect(await meOf(ann)).not.toHaveProperty('cartReminders')
})
