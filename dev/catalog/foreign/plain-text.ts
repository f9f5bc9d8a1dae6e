/**
 * Makes plain text of a description in HTML. Invariant: no tag, script, style or comment of the source is left, and the
 * text is escaped like any other wherever it is shown. One pass, in time linear in the length.
 */
const BLOCKS = new Set(
  'address article blockquote br dd div dl dt figure footer h1 h2 h3 h4 h5 h6 header hr li ol p pre section table tr ul'.split(
    ' ',
  ),
)
/** Elements whose content is not text. */
const SILENT = new Set(['script', 'style', 'template', 'noscript', 'iframe', 'svg', 'object'])
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  rsquo: '’',
  lsquo: '‘',
  ldquo: '“',
  rdquo: '”',
  bull: '•',
  middot: '·',
  deg: '°',
  times: '×',
  copy: '©',
  reg: '®',
  trade: '™',
  euro: '€',
  pound: '£',
  yen: '¥',
}

export function plainTextOf(html: string): string {
  let text = ''
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    if (open === -1) {
      text += html.slice(at)
      break
    }
    text += html.slice(at, open)
    const next = html[open + 1] ?? ''
    if (html.startsWith('<!--', open)) at = behind(html, '-->', open + 4)
    else if (!/[a-z/!?]/i.test(next)) {
      text += '<'
      at = open + 1
    } else {
      const end = endOfTag(html, open + 1)
      const [, slash = '', name = ''] =
        /^(\/?)([a-z][a-z0-9]*)/.exec(html.slice(open + 1, open + 24).toLowerCase()) ?? []
      if (BLOCKS.has(name)) text += '\n'
      if (name === 'li' && slash === '') text += '• '
      at = SILENT.has(name) && slash === '' ? closing(html, name, end) : end
    }
  }
  return decoded(text)
    .replace(/[^\S\n]+/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== '•')
    .join('\n')
}

/** The index behind the tag; a `>` in a quoted attribute does not end it. */
function endOfTag(html: string, from: number): number {
  let quote = ''
  for (let at = from; at < html.length; at++) {
    const character = html[at] ?? ''
    if (quote !== '') quote = character === quote ? '' : quote
    else if (character === '>') return at + 1
    else if ((character === '"' || character === "'") && html[at - 1] === '=') quote = character
  }
  return html.length
}

/** An element that is never closed hides the rest, as in a browser. */
function closing(html: string, name: string, from: number): number {
  for (let at = html.indexOf('</', from); at !== -1; at = html.indexOf('</', at + 2)) {
    if (html.slice(at + 2, at + 2 + name.length).toLowerCase() === name) return endOfTag(html, at + 2)
  }
  return html.length
}

function behind(html: string, mark: string, from: number): number {
  const at = html.indexOf(mark, from)
  return at === -1 ? html.length : at + mark.length
}

function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (given, decimal, hex, name) => {
    if (name !== undefined) return Object.hasOwn(NAMED, name) ? (NAMED[name] ?? given) : given
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    const isText = code >= 32 && code <= 0x10_ff_ff && (code < 0xd8_00 || code > 0xdf_ff) && (code < 127 || code > 159)
    return isText ? String.fromCodePoint(code) : ' '
  })
}
