/** The form of the checkout's page, filled in and sent as a browser does. */
import { expect } from 'vitest'
import type { Reply } from '../support/client.ts'
import { Visitor } from './visitor.ts'

export type Fields = Readonly<Record<string, string>>

export const SHANGHAI: Fields = {
  email: 'lin@example.com',
  ...{
    country: 'CN',
    name: '林小雨',
    region: 'Shanghai Shi',
    city: '上海',
    line1: '中山路 1 号',
    postalCode: '200000',
  },
}

/** A visitor whose cart has units of each. */
export async function withCart(lines: Readonly<Record<string, number>>): Promise<Visitor> {
  const visitor = new Visitor()
  for (const [sku, quantity] of Object.entries(lines)) {
    const answer = await visitor.post(`/en/products/${sku}`, { quantity: `${quantity}`, back: '/en' })
    expect(answer.status, answer.text).toBe(303)
  }
  await visitor.page('/en')
  return visitor
}

/** The values that the page's form would send, without those of buttons. */
export function valuesIn({ text }: Reply): Fields {
  const form = /<form class="wide checkout"[\s\S]*?<\/form>/.exec(text)?.[0] ?? expect.fail('the page has no form')
  const inputs = [...form.matchAll(/<input ([^>]*)>/g)].map(([, attributes = '']) => attributes)
  const sent = inputs.filter(
    (attributes) => !/type="(?:radio|checkbox)"/.test(attributes) || / checked/.test(attributes),
  )
  const selects = [...form.matchAll(/<select [^>]*name="(\w+)"[\s\S]*?<\/select>/g)].map(([select, name = '']) => {
    return [name, plain(/<option value="([^"]*)" selected>/.exec(select)?.[1] ?? '')] as const
  })
  const areas = [...form.matchAll(/<textarea [^>]*name="(\w+)"[^>]*>([^<]*)/g)].map(([, name = '', text = '']) => {
    return [name, plain(text)] as const
  })
  const of = (attributes: string, name: string) => plain(new RegExp(`${name}="([^"]*)"`).exec(attributes)?.[1] ?? '')
  return Object.fromEntries([
    ...sent.map((each) => [of(each, 'name'), of(each, 'value')] as const),
    ...selects,
    ...areas,
  ])
}

function plain(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

/** Opens the page, fills it in and presses a button. */
export async function send(visitor: Visitor, fields: Fields, act = 'order'): Promise<Reply> {
  const values = valuesIn(await visitor.page('/en/checkout'))
  return visitor.post('/en/checkout', { ...values, ...fields, act })
}

/** The paths of the visitor's orders, newest first; nothing for a stranger. */
export async function ordersOf(
  visitor: Visitor,
  client: (token: string) => Promise<Reply>,
): Promise<readonly string[]> {
  const token = visitor.cookies.get('__Host-shop')
  if (token === undefined) return []
  const { items } = JSON.parse((await client(token)).text) as { items: readonly { id: string }[] }
  return items.map(({ id }) => id)
}

/** Expects the reason at the field, as a screen reader finds it. */
export function expectErrorAt(reply: Reply, field: string, reason: string): void {
  expect(reply.text).toMatch(new RegExp(`id="${field}"[^>]* aria-invalid="true" aria-describedby="${field}-error`))
  expect(reply.text).toContain(`id="${field}-error">${reason}`)
  expect(reply.text).toContain(`<a class="link" href="#${field}">${reason}`)
}
