/** The choice of language, each in its own words. */
import { NAMES } from '../../../shop/languages.ts'
import { LANGUAGES, language, speak } from '../core/reader.ts'

export function Languages() {
  return (
    <span class="languages">
      {LANGUAGES.filter((each) => each !== language.value).map((each) => (
        <button key={each} type="button" class="link" lang={each} onClick={() => speak(each)}>
          {NAMES[each]}
        </button>
      ))}
    </span>
  )
}
