/** The messages that a form leaves for the next page; their values come from {@link leaveFlash}. */
import type { Translated } from '../languages.ts'

type Values = Readonly<Record<string, string>>

interface FlashText {
  readonly text: (values: Values) => string
  /** Whether the message has a link to the cart. */
  readonly leadsToCart: boolean
}

const en = {
  added: {
    text: ({ title = '', quantity = '1' }: Values) => `Added to your cart: ${quantity} × ${title}`,
    leadsToCart: true,
  },
  refused: { text: ({ reason = '' }: Values) => reason, leadsToCart: true },
} satisfies Record<string, FlashText>

const zh: { readonly [Kind in keyof typeof en]: FlashText } = {
  added: { text: ({ title = '', quantity = '1' }) => `已加入购物车：${title} × ${quantity}`, leadsToCart: true },
  refused: { text: ({ reason = '' }) => reason, leadsToCart: true },
}

export const FLASH_TEXTS: Translated<typeof zh> = { zh, en }
