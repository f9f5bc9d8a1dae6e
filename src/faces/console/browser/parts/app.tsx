/** The frame of the console: the entrance for strangers, otherwise the rail with the page of the present place. */
import { effect } from '@preact/signals'
import { operator, renew, unread } from '../core/api.ts'
import { forgetAll } from '../core/live.ts'
import { language, locale, texts } from '../core/reader.ts'
import { FRAME } from '../texts/frame.ts'
import { Entrance } from './entrance.tsx'
import { Page } from './page.tsx'
import { Rail } from './rail.tsx'
import { Failure } from './states.tsx'
import { Strip } from './strip.tsx'

effect(() => {
  document.documentElement.lang = language.value === 'zh' && !locale().startsWith('zh') ? 'zh-CN' : locale()
})

let lastId: string | null = null
effect(() => {
  const { id } = operator.value ?? {}
  if (id && lastId && id !== lastId) forgetAll()
  lastId = id ?? lastId
})

export function App() {
  if (operator.value === undefined) return unread.value === null ? null : <Unread />
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

/** Stands in place of entrance and frame while the session cannot be read. */
function Unread() {
  return (
    <main class="entrance">
      <p class="brand">Pannier</p>
      <div class="panel">
        <h1>{texts(FRAME).console}</h1>
        <Failure error={unread.value} onRetry={() => void renew()} />
      </div>
    </main>
  )
}
