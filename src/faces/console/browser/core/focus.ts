/**
 * Keeps the keyboard's place. Invariant: when the focused element leaves the page, such as a button whose act is done or
 * the row of a list, the focus goes to what stands in its place, and never to the top of the document.
 */
const FOCUSABLE = 'a[href], button, input, select, textarea, summary, [tabindex="0"]'

/** Parts that come and go above the page: the focus returns from them to where it was. */
const PASSING = 'dialog, .strip'

/** A part of the page around the focused element, and the element's place in it. */
type Around = readonly [part: Element, index: number]

let last: Element | null = null
let way: readonly Around[] = []
/** The page to which the way belongs. */
let page = ''

export function keepFocus(): void {
  document.addEventListener('focusin', ({ target }) => {
    last = target instanceof Element ? target : null
    if (!last || last.closest(PASSING)) return
    way = wayTo(last)
    page = location.pathname
  })
  new MutationObserver(() => {
    if (document.activeElement === document.body && last && !last.isConnected) regain()
  }).observe(document.body, { childList: true, subtree: true })
}

function wayTo(element: Element): readonly Around[] {
  const way: Around[] = [[element, 0]]
  for (let part = element.parentElement; part && part !== document.body; part = part.parentElement) {
    way.push([part, focusablesOf(part).indexOf(element as HTMLElement)])
  }
  return way
}

function focusablesOf(part: Element): readonly HTMLElement[] {
  return [...part.querySelectorAll<HTMLElement>(FOCUSABLE)]
}

function regain(): void {
  const main = document.getElementById('main') ?? document.querySelector<HTMLElement>('main input')
  const [part, index] = way.find(([each]) => each.isConnected) ?? [null, 0]
  // Another page begins at its top.
  const near = part && page === location.pathname ? placesIn(part) : []
  const target = near[Math.min(Math.max(0, index), near.length - 1)] ?? main
  target?.focus({ preventScroll: true })
}

/** The part itself if it takes the focus, otherwise everything in it that does. */
function placesIn(part: Element): readonly HTMLElement[] {
  // The cast: everything that takes the focus here is HTML.
  return part.matches(FOCUSABLE) ? [part as HTMLElement] : focusablesOf(part)
}
