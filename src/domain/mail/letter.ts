/**
 * The one layout of all messages, as HTML and as plain text. Tables and inline styles, because e-mail programs ignore
 * most style sheets; the few rules of the sheet are for programs that show messages on dark ground.
 * Invariant: every text is escaped here, and every link begins with the shop's origin.
 */
import { escaped, oneLine } from './plain-text.ts'

/** The texts and links of one message. */
export interface Letter {
  readonly subject: string
  readonly heading: string
  readonly lines: readonly string[]
  /** Path within the shop. */
  readonly button?: { readonly label: string; readonly path: string }
  /** Rows of two columns, such as the lines of an order. */
  readonly rows?: readonly (readonly [label: string, value: string])[]
  readonly total?: readonly [label: string, value: string]
  /** In small type at the end; its link ends such messages, by a POST too (RFC 8058). */
  readonly foot: string
  readonly footLink?: { readonly label: string; readonly path: string }
}

export interface Shop {
  readonly name: string
  /** `https://shop.example`; empty for the mailbox of this machine, which shows messages on the shop's own origin. */
  readonly origin: string
}

export interface Rendered {
  readonly subject: string
  readonly html: string
  readonly text: string
  /** Where a POST ends such messages; null for messages that the person caused. */
  readonly unsubscribe: string | null
}

const SERIF = "'Iowan Old Style','Songti SC','Noto Serif CJK SC',Georgia,serif"
const SANS = "system-ui,-apple-system,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',Arial,sans-serif"
const DARK =
  ':root{color-scheme:light dark}@media(prefers-color-scheme:dark){.p{background:#171613!important}.c{background:#201f1b!important}' +
  '.i{color:#ece8de!important}.s{color:#a39d8f!important}.r{border-color:#37352e!important}.b{background:#7fc7a5!important;color:#10231b!important}}'
/** The longest value that stays in one line, such as an amount; an address or a link has several. */
const UNBROKEN = 30
/** No value is longer: the place to which a return goes, and the link of its label. A link that is cut leads nowhere. */
const MAX_VALUE_LENGTH = 1000
const TABLE = '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"'

/** @param language the language of the texts, for `lang` */
export function rendered(letter: Letter, shop: Shop, language: string): Rendered {
  const subject = oneLine(letter.subject)
  const { footLink } = letter
  const unsubscribe = footLink ? shop.origin + footLink.path : null
  return { subject, html: htmlOf({ ...letter, subject }, shop, language), text: textOf(letter, shop), unsubscribe }
}

function htmlOf(
  { subject, heading, lines, button, rows = [], total, foot, footLink }: Letter,
  shop: Shop,
  lang: string,
) {
  const link = (path: string) => escaped(shop.origin + path)
  const row = ([label, value]: readonly [string, string], weight: number) =>
    `<tr><td class="i r" style="padding:10px 12px 10px 0;border-top:1px solid #ddd6c8;font:${weight} 15px/1.5 ${SANS};color:#1e1c17">${escaped(oneLine(label))}</td>` +
    `<td class="i r" align="right" style="padding:10px 0;border-top:1px solid #ddd6c8;font:${weight} 15px/1.5 ${SANS};color:#1e1c17;${value.length > UNBROKEN ? 'word-break:break-word' : 'white-space:nowrap'}">${escaped(valueText(value))}</td></tr>`
  const goods = [...rows.map((each) => row(each, 400)), ...(total ? [row(total, 600)] : [])].join('')
  return (
    `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
    `<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${escaped(subject)}</title><style>${DARK}</style></head>` +
    `<body class="p" style="margin:0;padding:0;background:#f6f3ec"><div role="main">${TABLE} class="p" style="background:#f6f3ec"><tr><td align="center" style="padding:32px 16px">` +
    `${TABLE} style="max-width:560px"><tr><td class="i" style="padding:0 4px 16px;font:600 20px/1.3 ${SERIF};letter-spacing:-.01em;color:#1e1c17">${escaped(shop.name)}</td></tr>` +
    `<tr><td class="c" style="padding:32px 28px;background:#fffdf8;border-radius:14px">` +
    `<h1 class="i" style="margin:0 0 16px;font:600 26px/1.25 ${SERIF};letter-spacing:-.015em;color:#1e1c17">${escaped(heading)}</h1>` +
    lines
      .map(
        (line) => `<p class="i" style="margin:0 0 16px;font:400 16px/1.6 ${SANS};color:#1e1c17">${escaped(line)}</p>`,
      )
      .join('') +
    (goods && `${TABLE} style="margin:8px 0 24px">${goods}</table>`) +
    (button
      ? `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 0"><tr><td class="b" style="background:#1f5c45;border-radius:999px">` +
        `<a class="b" href="${link(button.path)}" style="display:inline-block;padding:12px 26px;font:600 16px/1.25 ${SANS};color:#fffdf8;text-decoration:none;border-radius:999px">${escaped(button.label)}</a></td></tr></table>`
      : '') +
    `</td></tr><tr><td class="s" style="padding:20px 4px 0;font:400 13.5px/1.6 ${SANS};color:#6b665a">${escaped(foot)}` +
    (footLink
      ? ` <a class="s" href="${link(footLink.path)}" style="color:#6b665a">${escaped(footLink.label)}</a>`
      : '') +
    '</td></tr></table></td></tr></table></div></body></html>'
  )
}

/** A link has a line of its own, so that programs recognize it. */
function textOf({ heading, lines, button, rows = [], total, foot, footLink }: Letter, { name, origin }: Shop): string {
  const goods = [...rows, ...(total ? [total] : [])].map(([label, value]) => `${oneLine(label)}: ${valueText(value)}`)
  const parts = [
    heading,
    ...lines,
    ...(goods.length > 0 ? [goods.join('\n')] : []),
    ...(button ? [`${button.label}:\n${origin}${button.path}`] : []),
    `-- \n${name}\n${foot}`,
    ...(footLink ? [`${footLink.label}:\n${origin}${footLink.path}`] : []),
  ]
  return `${parts.join('\n\n')}\n`
}

function valueText(value: string): string {
  return oneLine(value, MAX_VALUE_LENGTH)
}
