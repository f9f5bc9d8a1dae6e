/**
 * A document as a page to read and to print on A4, in Chinese and in English. Pure.
 * Invariant: every text is escaped, and the page has no script and loads nothing.
 */
import { escaped } from '../mail/plain-text.ts'
import { moneyText } from '../money-text.ts'
import type { CreditLine, InvoiceDocument, SaleLine } from './document.ts'
import { addressLines, rateText } from './lines.ts'
import { dayIn } from './series.ts'

const EN = {
  invoice: 'Invoice',
  credit_note: 'Credit note',
  number: 'Number',
  date: 'Date of issue',
  paid: 'Date of payment',
  refunded: 'Date of the refund',
  order: 'Order',
  corrects: 'Corrects invoice',
  buyer: 'Bill to',
  taxId: 'Tax ID',
  item: 'Item',
  quantity: 'Quantity',
  price: 'Unit price',
  discount: 'Discount',
  rate: 'Tax',
  amount: 'Amount',
  shipping: 'Shipping',
  net: 'Net',
  tax: 'Tax',
  total: 'Total',
  credited: 'Amount credited',
  rates: 'Tax by rate',
  untaxed: 'No tax',
  returned: 'Returned units',
  included: 'Amounts include tax.',
}
type Texts = typeof EN
const ZH: Texts = {
  invoice: '账单',
  credit_note: '退款单',
  number: '编号',
  date: '开具日期',
  paid: '付款日期',
  refunded: '退款日期',
  order: '订单',
  corrects: '冲减账单',
  buyer: '购买方',
  taxId: '税号',
  item: '商品',
  quantity: '数量',
  price: '单价',
  discount: '优惠',
  rate: '税率',
  amount: '金额',
  shipping: '运费',
  net: '不含税金额',
  tax: '税额',
  total: '合计',
  credited: '退款金额',
  rates: '按税率汇总',
  untaxed: '无税',
  returned: '退回商品',
  included: '金额含税。',
}

const STYLE = `@page{size:A4;margin:18mm 16mm}*{box-sizing:border-box}
body{margin:0;background:#eceae4;color:#1e1c17;font:14px/1.5 system-ui,-apple-system,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',Arial,sans-serif}
main{max-width:210mm;margin:24px auto;padding:18mm 16mm;background:#fff}
header{display:flex;justify-content:space-between;gap:24px;margin-bottom:28px}h1{margin:0;font-size:26px;line-height:1.2}
h2{margin:0 0 4px;font-size:12px;font-weight:600;color:#5f5b50}p{margin:0;overflow-wrap:anywhere}section{margin-bottom:24px}
.seller{text-align:right}.parts{display:flex;justify-content:space-between;gap:24px}.parts>*{max-width:50%}
dl{display:grid;grid-template-columns:auto auto;gap:2px 16px;margin:0}dt{color:#5f5b50}dd{margin:0;text-align:right;font-variant-numeric:tabular-nums}
table{width:100%;border-collapse:collapse}th,td{padding:6px 0 6px 12px;border-bottom:1px solid #d8d4c9;text-align:right;vertical-align:top;font-variant-numeric:tabular-nums;white-space:nowrap}
th{font-size:12px;font-weight:600;color:#5f5b50}th:first-child,td:first-child{padding-left:0;text-align:left;white-space:normal;overflow-wrap:anywhere}
thead{display:table-header-group}tr{break-inside:avoid}small{display:block;color:#5f5b50}.sum{margin-left:auto;width:min(100%,90mm);break-inside:avoid}
.sum td{border:0;padding-block:3px}.sum .all td{border-top:2px solid #1e1c17;padding-top:8px;font-size:17px;font-weight:700}
footer{margin-top:28px;color:#5f5b50;font-size:12px;white-space:pre-line}
@media(max-width:640px){main{margin:0;padding:20px 16px}header,.parts{flex-direction:column}.seller{text-align:left}.parts>*{max-width:none}.lines{overflow-x:auto}}
@media print{body{background:none;font-size:11pt}main{max-width:none;margin:0;padding:0}a{color:inherit;text-decoration:none}}`

/** @param timeZone of the seller */
export function pageOf(
  { number, issuedAt, content, buyer }: InvoiceDocument,
  locale: string,
  timeZone: string,
): string {
  const isChinese = locale.startsWith('zh')
  const texts = isChinese ? ZH : EN
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
  return `<!doctype html><html lang="${isChinese ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${escaped(title)}</title><style>${STYLE}</style></head><body><main>
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
