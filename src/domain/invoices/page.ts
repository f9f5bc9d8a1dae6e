/**
 * A document as a page to read and to print on A4, in Chinese and in English. Pure.
 * Invariant: every text is escaped, and the page has no script and loads nothing.
 */
import { escaped } from '../mail/plain-text.ts'
import { moneyText } from '../money-text.ts'
import type { CreditLine, InvoiceDocument, SaleLine } from './document.ts'
import { addressLines, rateText } from './lines.ts'
import { dayIn } from './series.ts'
import type { InvoiceTexts } from './texts.ts'

/** @param timeZone of the seller */
export function pageOf(
  { number, issuedAt, content, buyer }: InvoiceDocument,
  locale: string,
  timeZone: string,
  { style, en, zh }: InvoiceTexts,
): string {
  const isChinese = locale.startsWith('zh')
  const texts = isChinese ? zh : en
  const { kind, seller, currency, orderNumber, rates, net, tax, total } = content
  const title = `${texts[kind]} ${number}`
  const money = (amount: number) => escaped(moneyText({ amount, currency }, isChinese ? 'zh-CN' : 'en', 'code'))
  const day = (at: number) => dayIn(timeZone, at)
  const facts = [
    [texts.number, number],
    [texts.date, day(issuedAt)],
    kind === 'invoice' ? [texts.paid, day(content.paidAt)] : [texts.refunded, day(content.refundedAt)],
    ...(kind === 'credit_note' ? [[texts.corrects, content.invoiceNumber]] : []),
    [texts.order, orderNumber],
  ]
  const rate = (ratePpm: number | null) => (ratePpm === null ? '–' : rateText(ratePpm))
  const hasDiscount =
    kind === 'invoice' && [...content.lines, content.shipping].some((line) => (line?.discount ?? 0) > 0)
  const line = (each: SaleLine | CreditLine, name: string, code: string) =>
    row([
      `${escaped(name)}${code && `<small>${escaped(code)}</small>`}`,
      `${each.quantity}`,
      ...('unitPrice' in each ? [money(each.unitPrice)] : []),
      ...(hasDiscount && 'discount' in each ? [each.discount ? money(-each.discount) : '–'] : []),
      rate(each.ratePpm),
      money(each.gross),
    ])
  const lines = content.lines.map((each) => line(each, each.title, each.sku)).join('')
  const shipping = kind === 'invoice' && content.shipping ? line(content.shipping, texts.shipping, '') : ''
  const priced = kind === 'invoice' ? [texts.price, ...(hasDiscount ? [texts.discount] : [])] : []
  const heads = [texts.item, texts.quantity, ...priced, texts.rate, texts.amount]
  const goods = lines || shipping ? table(heads, lines + shipping) : ''
  const taxes = rates.map((each) =>
    row([
      each.ratePpm === null ? texts.untaxed : rateText(each.ratePpm),
      ...[each.net, each.tax, each.gross].map(money),
    ]),
  )
  const sums = [row([texts.net, money(net)]), row([texts.tax, money(tax)])].join('')
  return `<!doctype html><html lang="${isChinese ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${escaped(title)}</title><style>${style}</style></head><body><main>
<header><div><h1>${texts[kind]}</h1><p>${escaped(number)}</p></div><div class="seller"><p><b>${escaped(seller.name)}</b></p>${paragraphs(seller.address)}<p>${texts.taxId} ${escaped(seller.taxId)}</p>${seller.email ? paragraphs([seller.email]) : ''}</div></header>
<section class="parts"><div>${buyer ? `<h2>${texts.buyer}</h2><p><b>${escaped(buyer.address.name)}</b></p>${paragraphs(addressLines(buyer))}${buyer.vatNumber ? `<p>${texts.taxId} ${escaped(buyer.vatNumber)}</p>` : ''}` : ''}</div>
<dl>${facts.map(([name = '', value = '']) => `<dt>${name}</dt><dd>${escaped(value)}</dd>`).join('')}</dl></section>
<section class="lines">${kind === 'credit_note' && goods ? `<h2>${texts.returned}</h2>` : ''}${goods}</section>
<section class="lines"><h2>${texts.rates}</h2>${table([texts.rate, texts.net, texts.tax, texts.amount], taxes.join(''))}</section>
<table class="sum"><tbody>${sums}<tr class="all"><td>${kind === 'invoice' ? texts.total : texts.credited}</td><td>${money(total)}</td></tr></tbody></table>
<footer>${texts.included}${seller.note ? `\n${escaped(seller.note)}` : ''}</footer></main></body></html>`
}

function table(heads: readonly string[], rows: string): string {
  return `<table><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead><tbody>${rows}</tbody></table>`
}

/** @param cells HTML */
function row(cells: readonly string[]): string {
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
}

function paragraphs(lines: readonly string[]): string {
  return lines.map((line) => `<p>${escaped(line)}</p>`).join('')
}
