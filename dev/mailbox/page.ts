/** The pages of the mailbox: the list, and one message as HTML in a frame without scripts, or as plain text. */
import { escaped } from '../../src/domain/mail/plain-text.ts'
import type { Received } from './store.ts'

const TEXTS = {
  en: {
    ...{ title: 'Mailbox', empty: 'No messages yet. Register, reset a password or place an order.', to: 'To' },
    ...{ from: 'From', html: 'HTML', text: 'Plain text', back: 'All messages', other: '中文', otherCode: 'zh' },
    note: 'Messages of this machine. A deployment sends them and has no such page.',
  },
  zh: {
    ...{ title: '邮箱', empty: '还没有邮件。可以注册账户、重设密码或下单。', to: '收件人' },
    ...{ from: '发件人', html: 'HTML', text: '纯文本', back: '全部邮件', other: 'English', otherCode: 'en' },
    note: '本机收到的邮件。正式部署会真正发送邮件，没有此页面。',
  },
} as const
export type MailboxLanguage = keyof typeof TEXTS

const STYLE = `:root{color-scheme:light dark;--paper:#f6f3ec;--card:#fffdf8;--ink:#1e1c17;--soft:#6b665a;--line:#ddd6c8;--green:#1f5c45}
@media(prefers-color-scheme:dark){:root{--paper:#171613;--card:#201f1b;--ink:#ece8de;--soft:#a39d8f;--line:#37352e;--green:#7fc7a5}}
body{margin:0 auto;max-width:840px;padding:32px 16px;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,"PingFang SC","Noto Sans CJK SC",sans-serif}
h1{font:600 26px/1.3 "Iowan Old Style","Songti SC","Noto Serif CJK SC",Georgia,serif;letter-spacing:-.015em;margin:0 0 8px}
a{color:var(--green)}p,dl,time{color:var(--soft);font-size:15px}ul{list-style:none;padding:0;margin:24px 0}li{border-top:1px solid var(--line)}
li a{display:flex;gap:4px 16px;flex-wrap:wrap;justify-content:space-between;padding:14px 0;color:inherit;text-decoration:none}li a:hover b,li a:focus b{color:var(--green)}
li span{flex-basis:100%;color:var(--soft);font-size:15px}nav{display:flex;gap:20px;margin:16px 0}nav [aria-current]{color:var(--ink);text-decoration:none;font-weight:600}
dl{display:grid;grid-template-columns:auto 1fr;gap:2px 16px;margin:8px 0}dd{margin:0}iframe,pre{box-sizing:border-box;width:100%;border:1px solid var(--line);border-radius:14px;background:var(--card)}
iframe{height:70vh}pre{padding:24px;white-space:pre-wrap;overflow-wrap:anywhere;font:15px/1.6 ui-monospace,monospace}header{display:flex;justify-content:space-between;gap:16px}
:focus-visible{outline:2px solid var(--green);outline-offset:2px}`

export function listPage(mails: readonly Received[], language: MailboxLanguage): string {
  const texts = TEXTS[language]
  const items = mails.map(
    ({ id, subject, to, receivedAt }) =>
      `<li><a href="/dev/mail/${id}?lang=${language}"><b>${escaped(subject)}</b>${time(receivedAt)}<span>${escaped(to.email)}</span></a></li>`,
  )
  const list = items.length > 0 ? `<ul>${items.join('')}</ul>` : `<p>${texts.empty}</p>`
  return page(language, texts.title, '/dev/mail', `<h1>${texts.title}</h1><p>${texts.note}</p>${list}`)
}

/** @param origin the origin of the page, for links of the plain text */
export function messagePage(mail: Received, language: MailboxLanguage, isText: boolean, origin: string): string {
  const texts = TEXTS[language]
  const path = `/dev/mail/${mail.id}`
  const tab = (label: string, view: string, isHere: boolean) =>
    `<a href="${path}?lang=${language}&amp;view=${view}"${isHere ? ' aria-current="page"' : ''}>${label}</a>`
  // The frame runs no scripts; its links open in a new window.
  const framed = mail.html.replace('<head>', '<head><base target="_blank">')
  const body = isText
    ? `<pre>${escaped(mail.text).replace(/^(?:https?:\/\/[^\s/]+)?\/\S+$/gm, (link) => `<a href="${link}">${link.startsWith('/') ? origin : ''}${link}</a>`)}</pre>`
    : `<iframe title="${escaped(mail.subject)}" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="${escaped(framed)}"></iframe>`
  const sender = mail.from.name ? `${mail.from.name} <${mail.from.email}>` : mail.from.email
  return page(
    language,
    mail.subject,
    path,
    `<p><a href="/dev/mail?lang=${language}">← ${texts.back}</a></p><h1>${escaped(mail.subject)}</h1>
<dl><dt>${texts.from}</dt><dd>${escaped(sender)}</dd><dt>${texts.to}</dt><dd>${escaped(mail.to.email)}</dd></dl>${time(mail.receivedAt)}
<nav>${tab(texts.html, 'html', !isText)}${tab(texts.text, 'text', isText)}</nav>${body}`,
  )
}

function page(language: MailboxLanguage, title: string, path: string, content: string): string {
  const { other, otherCode } = TEXTS[language]
  return `<!doctype html><html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(title)}</title><link rel="icon" href="data:,"><style>${STYLE}</style></head><body><header><span>Pannier</span><a href="${path}?lang=${otherCode}" lang="${otherCode}">${other}</a></header><main>${content}</main></body></html>`
}

function time(at: number): string {
  const text = new Date(at).toISOString()
  return `<time datetime="${text}">${text.slice(0, 16).replace('T', ' ')} UTC</time>`
}
