/** The reader of the page in the browser: the language of the page's path, and the same amounts as on the server. */
import type { Money } from '../../../contract/answers/shapes.ts'
import { moneyText } from '../../../domain/money-text.ts'
import type { Language, Translated } from '../languages.ts'
import type { Reader } from '../reader.ts'

/** Set by the build: the version of the demo's pictures. */
declare const PICTURES_VERSION: string

const PICTURES = '/pictures/'

export function readerOf({ documentElement }: Document, { pathname }: Location): Reader {
  const locale = documentElement.lang
  const language: Language = pathname.startsWith('/zh') ? 'zh' : 'en'
  return {
    language,
    locale,
    path: (rest) => `/${language}${rest === '/' ? '' : rest}`,
    texts: <Texts>(table: Translated<Texts>) => table[language],
    money: (amount: Money) => moneyText(amount, locale),
    isResized: documentElement.dataset.resized !== undefined,
    picture: (path) => (path.startsWith(PICTURES) ? `${path}?v=${PICTURES_VERSION}` : path),
  }
}
