/** One polite status for screen readers, and the dark strip in which everybody sees it. */
import { html } from 'hono/html'
import type { Reader } from '../reader.ts'
import { FRAME_TEXTS } from '../texts/frame.ts'

const SHOWN_MS = 6000

export interface Announcer {
  /** @param isSeen whether the strip is shown too */
  say(text: string, isSeen?: boolean): void
  /** A modal dialog hides everything outside it, so the status moves into the dialog. */
  moveTo(parent: Element): void
}

export function announcerIn(page: Document, reader: Reader): Announcer {
  const status = page.createElement('div')
  status.setAttribute('role', 'status')
  page.body.append(status)
  let timer = 0
  return {
    say(text, isSeen = true) {
      // The message of a form that the page itself was made with.
      page.querySelector('body > .flash')?.remove()
      clearTimeout(timer)
      // In the drawer the cart itself shows it.
      const hasStrip = isSeen && status.parentElement === page.body
      const link = html`<a href="${reader.path('/cart')}">${reader.texts(FRAME_TEXTS).showCart}</a>`
      status.innerHTML = String(
        html`<div class="${hasStrip ? 'flash' : 'unseen'}"><p>${text}</p>${hasStrip ? link : ''}</div>`,
      )
      timer = setTimeout(clear, SHOWN_MS)
    },
    moveTo(parent) {
      status.replaceChildren()
      parent.append(status)
    },
  }

  /** The strip stays while the pointer or the focus is in it. */
  function clear(): void {
    if (status.matches(':hover, :focus-within')) timer = setTimeout(clear, SHOWN_MS)
    else status.replaceChildren()
  }
}
