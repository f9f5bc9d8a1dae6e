/** The simulated provider's page in the shop's design. It leads nowhere but to the payment and back. */
import { html } from 'hono/html'
import type { PayPage } from '../../../worker/pages/pay-frame.ts'
import type { Page } from '../page.ts'
import type { View } from '../view.ts'

export function payView(page: Page, { title, content, status, formTargets }: PayPage): View {
  const { pathname } = new URL(page.c.req.url)
  return {
    name: 'pay',
    title,
    status,
    isFocused: true,
    formTargets,
    pathIn: ({ locale }) => `${pathname}?${new URLSearchParams({ locale })}`,
    headers: { 'Cache-Control': 'private, no-store', Vary: 'Accept, Accept-Language, Cookie' },
    content: html`<div class="wide pay"><section class="pay-card">${content}</section></div>`,
  }
}
