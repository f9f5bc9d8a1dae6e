/** The frame of the console: the entrance for strangers, otherwise the rail with the page of the present place. */
import { effect } from '@preact/signals'
import { operator } from '../core/api.ts'
import { language, locale, texts } from '../core/reader.ts'
import { FRAME } from '../texts/frame.ts'
import { Entrance } from './entrance.tsx'
import { Page } from './page.tsx'
import { Rail } from './rail.tsx'
import { Strip } from './strip.tsx'

effect(() => {
  document.documentElement.lang = language.value === 'zh' && !locale().startsWith('zh') ? 'zh-CN' : locale()
})

export function App() {
  if (operator.value === undefined) return null
  if (operator.value === null) return <Entrance />
  return (
    <>
      <a class="skip" href="#main">
        {texts(FRAME).skip}
      </a>
      <div class="frame">
        <Rail />
        <main id="main" class="main" tabIndex={-1}>
          <Page />
        </main>
      </div>
      <Strip />
    </>
  )
}
