/** The API's refusals in a shopper's words, by code. A code without words of its own gets `other`. */
import type { ProblemCode } from '../../../contract/problem.ts'
import type { Translated } from '../languages.ts'
import type { Refusal } from '../refusal.ts'

type Words = { readonly [Code in ProblemCode]?: string } & { readonly other: string }

const REFUSALS: Translated<Words> = {
  en: {
    unknown_sku: 'This product is no longer sold.',
    line_limit: 'Your cart holds as many different products as it can. Remove one first.',
    quantity_limit: 'Your cart cannot hold more units of this product.',
    cart_too_large: 'Your cart is full. Remove something first.',
    insufficient_stock: 'There are not enough units in stock.',
    login_locked: 'There were too many failed attempts. Please wait a while and try again.',
    rate_limited: 'That was too fast. Please wait a moment and try again.',
    unavailable: 'The shop could not do this right now. Please try again.',
    other: 'This did not work. Please try again.',
  },
  zh: {
    unknown_sku: '该商品已下架。',
    line_limit: '购物车里的商品种类已达上限，请先移除一些。',
    quantity_limit: '该商品在购物车中的数量已达上限。',
    cart_too_large: '购物车已满，请先移除一些商品。',
    insufficient_stock: '库存不足。',
    login_locked: '失败次数过多，请稍后再试。',
    rate_limited: '操作太快了，请稍等片刻再试。',
    unavailable: '商店暂时无法完成该操作，请再试一次。',
    other: '操作没有成功，请再试一次。',
  },
}

export function wordsOf(refusal: Refusal, language: keyof typeof REFUSALS): string {
  const words = REFUSALS[language]
  return words[refusal.problem.code] ?? words.other
}
