/** The API's refusals in a shopper's words, by code. A code without words of its own gets `other`. */
import type { ProblemCode } from '../../../contract/problem.ts'
import type { Language, Translated } from '../languages.ts'

type Words = { readonly [Code in ProblemCode]?: string } & { readonly other: string }

export const REFUSALS: Translated<Words> = {
  en: {
    unknown_sku: 'This product is no longer sold.',
    line_limit: 'Your cart holds as many different products as it can. Remove one first.',
    quantity_limit: 'Your cart cannot hold more units of this product.',
    cart_too_large: 'Your cart is full. Remove something first.',
    insufficient_stock: 'There are not enough units in stock.',
    account_locked: 'This account is locked. Please contact us.',
    login_locked: 'There were too many failed attempts. Please wait a while and try again.',
    invalid_request: 'Please check what you entered.',
    passkey_refused: 'The passkey was not accepted. Please try again.',
    passkey_limit: 'Your account has as many passkeys as it can. Remove one first.',
    already_exists: 'Your account has this passkey already.',
    address_limit: 'Your address book is full. Remove an address first.',
    address_exists: 'You have saved this address already.',
    version_mismatch: 'This was changed elsewhere in the meantime. Please look at it again.',
    link_invalid: 'This link no longer works. Please ask for a new one.',
    mail_off: 'This shop sends no e-mail. Please contact us.',
    line_not_found: 'This item is not in your cart any more.',
    not_restorable: 'This item can no longer be restored.',
    not_selectable: 'This product is no longer sold.',
    saved_limit: 'Your saved list is full. Remove something first.',
    unknown_coupon: 'We do not know this code. Please check it.',
    coupon_limit: 'Your cart cannot take more coupons.',
    coupon_not_applicable: 'This coupon does not apply to your cart.',
    cart_empty: 'None of the selected items is for sale at the moment.',
    cart_changed: 'Your cart changed at the same moment. Please look at the order again.',
    not_shipped_there: 'We do not deliver this order there.',
    price_changed: 'The total has changed. Please confirm the new one.',
    checkout_in_progress: 'Another order from this cart is being placed. Please wait a moment and try again.',
    idempotency_key_reused:
      'This form has already placed an order. Please look at your orders before you send it again.',
    too_many_open_orders: 'You have several unpaid orders. Pay or cancel one of them first.',
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
    account_locked: '该账户已被锁定，请联系我们。',
    login_locked: '失败次数过多，请稍后再试。',
    passkey_refused: '通行密钥未被接受，请再试一次。',
    passkey_limit: '通行密钥已达上限，请先删除一个。',
    already_exists: '该通行密钥已添加过。',
    address_limit: '地址已达上限，请先删除一个。',
    address_exists: '这个地址已经保存过了。',
    version_mismatch: '内容刚刚在别处修改过，请再看一下。',
    link_invalid: '链接已失效，请重新获取。',
    mail_off: '本店不发送邮件，请联系我们。',
    invalid_request: '请检查填写的内容。',
    line_not_found: '该商品已不在购物车里。',
    not_restorable: '该商品已无法恢复。',
    not_selectable: '该商品已下架。',
    saved_limit: '“以后再买”已满，请先移除一些。',
    unknown_coupon: '没有这个优惠码，请检查一下。',
    coupon_limit: '购物车不能再添加优惠码了。',
    coupon_not_applicable: '这个优惠码不适用于当前购物车。',
    cart_empty: '选中的商品目前都不能购买。',
    cart_changed: '购物车刚刚有变动，请再看一下订单。',
    not_shipped_there: '这笔订单暂不配送到该地址。',
    price_changed: '合计有变化，请确认新的合计。',
    checkout_in_progress: '购物车的另一笔订单正在提交，请稍等片刻再试。',
    idempotency_key_reused: '这份表单已经提交过订单，再次提交前请先查看您的订单。',
    too_many_open_orders: '您有几笔订单还没有支付，请先支付或取消其中一笔。',
    rate_limited: '操作太快了，请稍等片刻再试。',
    unavailable: '商店暂时无法完成该操作，请再试一次。',
    other: '操作没有成功，请再试一次。',
  },
}

/** @param refusal of the API, with its problem document */
export function wordsOf(refusal: { readonly problem: { readonly code: string } }, language: Language): string {
  return wordsOfCode(refusal.problem.code, language)
}

export function wordsOfCode(code: string, language: Language): string {
  const words: { readonly [code: string]: string | undefined; readonly other: string } = REFUSALS[language]
  return words[code] ?? words.other
}
