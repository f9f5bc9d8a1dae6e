/** The head of a page: its title, which the browser's tab shows too, its acts, and how current its data is. */
import type { ComponentChildren, RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Live } from '../core/live.ts'
import { texts } from '../core/reader.ts'
import { href, place } from '../core/router.ts'
import { FRAME } from '../texts/frame.ts'
import { LiveMark } from './states.tsx'

interface Props {
  readonly title: string
  /** The words of the title, where it has other elements beside them. */
  readonly beside?: ComponentChildren
  readonly live?: Live<unknown>
  readonly acts?: ComponentChildren
}

export function Head({ title, beside, live, acts }: Props) {
  useEffect(() => {
    document.title = `${title} · Pannier`
  }, [title])
  return (
    <header class="page-head">
      <h1>
        {title} {beside}
      </h1>
      {acts && <div class="acts">{acts}</div>}
      {live && <LiveMark live={live} />}
    </header>
  )
}

/**
 * On narrow screens the links of a navigation are one line that scrolls sideways: brings the link of the present page
 * into it, again whenever what is `shown` there changes.
 */
export function useCurrentInView(shown: string): RefObject<HTMLElement | null> {
  const nav = useRef<HTMLElement>(null)
  useEffect(() => {
    const [current] = nav.current?.querySelectorAll<HTMLElement>('[aria-current]') ?? []
    if (nav.current && current)
      nav.current.scrollLeft = current.offsetLeft - (nav.current.clientWidth - current.offsetWidth) / 2
  }, [shown])
  return nav
}

/** Links to the parts of a page of the rail, each with its own path. */
export function Tabs({ tabs }: { tabs: readonly (readonly [path: string, text: string])[] }) {
  const { path } = place.value
  return (
    <nav ref={useCurrentInView(path)} class="tabs" aria-label={texts(FRAME).sections}>
      {tabs.map(([at, text]) => (
        <a key={at} href={href(at)} aria-current={path === at || path.startsWith(`${at}/`) ? 'page' : undefined}>
          {text}
        </a>
      ))}
    </nav>
  )
}
