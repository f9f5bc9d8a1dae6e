/** Words and style sheet of the page of a document, in a static file (static-texts.ts). */

const en = {
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

const zh: typeof en = {
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

const style = `@page{size:A4;margin:18mm 16mm}*{box-sizing:border-box}
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

export const INVOICE_TEXTS = { style, en, zh }

export type InvoiceTexts = typeof INVOICE_TEXTS
