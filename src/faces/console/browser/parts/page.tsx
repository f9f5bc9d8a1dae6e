/** The page of the present place. */
import { useEffect } from 'preact/hooks'
import { texts } from '../core/reader.ts'
import { href, place, replace } from '../core/router.ts'
import { SECTIONS } from '../pages/sections.tsx'
import { FRAME } from '../texts/frame.ts'
import { Head } from './head.tsx'

export function Page() {
  const { path } = place.value
  const [first] = SECTIONS
  const isRoot = path === '/' && first !== undefined && first.at !== '/'
  useEffect(() => {
    if (isRoot) replace(href(first.at))
  }, [isRoot, first])
  if (isRoot) return null
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
