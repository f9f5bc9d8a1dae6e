/** The page of the present place. */
import { texts } from '../core/reader.ts'
import { href, place } from '../core/router.ts'
import { SECTIONS } from '../pages/sections.tsx'
import { FRAME } from '../texts/frame.ts'
import { Head } from './head.tsx'

export function Page() {
  const { path } = place.value
  for (const { routes } of SECTIONS) {
    for (const [pattern, Shown] of routes) {
      const found = pattern.exec(path)
      if (found) return <Shown key={path} args={found.slice(1).map(decodeURIComponent)} />
    }
  }
  return <Missing />
}

function Missing() {
  const t = texts(FRAME)
  return (
    <Head
      title={t.missing}
      acts={
        <a class="quiet" href={href('/orders')}>
          {t.missingAct}
        </a>
      }
    />
  )
}
