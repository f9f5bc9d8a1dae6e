/**
 * One form for all spellings of a region's name, so that `CALIFORNIA`, `Québec`, `上海` and `Shanghai Shi` are found.
 * Words for the kind of region are left out, because people often omit them, and so is `and`, because some write `&`.
 * Linear in the length of the text.
 */
const KINDS = new Set(
  `and islands sheng shi zizhiqu zhuangzuzizhiqu huizuzizhiqu weiwuerzizhiqu province provincia region regiao state city county prefecture
  territory governorate emirate district oblast kray krai respublika republic область край республика респ обл
  автономный avtonomnyy округ okrug do si gun to fu ken`.split(/\s+/),
)
const KIND_SIGNS =
  /(?:特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|特別市|省|市|縣|都|府|県|특별자치도|특별자치시|특별시|광역시|도)$/

export function foldRegion(text: string): string {
  const words = wordsOf(text)
  const named = words.filter((word) => !KINDS.has(word))
  const [only = '', ...others] = named.length > 0 ? named : words
  if (others.length > 0) return [only, ...others].join(' ')
  const short = only.replace(KIND_SIGNS, '')
  // A single character is not a name: 北海道 and 京都 stay whole.
  return short.length > 1 ? short : only
}

/** The same, but keeps the words for the kind of region, because only they distinguish 新竹市 from 新竹縣. */
export function foldWholeRegion(text: string): string {
  return wordsOf(text).join(' ')
}

function wordsOf(text: string): readonly string[] {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/['’`]/g, '')
    .replace(/臺/g, '台')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
}
