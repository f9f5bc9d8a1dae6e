/**
 * The pages' script: the cart of this browser, live in all its tabs and kept while offline, and the parts of the page
 * that show it. Invariant: without this script, and until it has started, every form works by itself.
 */
import { channelFor, locksFor, storageFor, surroundingsOf, systemClock } from '../../../../client/src/live/browser.ts'
import { openLiveCart } from '../../../../client/src/live/live-cart.ts'
import { readStored } from '../../../../client/src/live/store.ts'
import { announcerIn } from './announcer.ts'
import { drawerIn } from './drawer.ts'
import { takeOverForms } from './forms.ts'
import { leadLinks } from './links.ts'
import { followOrder } from './live-order.ts'
import { paintPage } from './page-cart.ts'
import { usePasskeys } from './passkeys.ts'
import { readerOf } from './reader.ts'
import { announceRefusals } from './refusals.ts'
import { shopTransport } from './shop-transport.ts'
import { type Removed, shownCart } from './shown.ts'
import { suggestIn } from './suggestions.ts'

const NAME = 'pannier'
/** The page as the server made it is shown until the cart here is as new, but not longer. */
const PATIENCE_MS = 1500

const reader = readerOf(document, location)
const announcer = announcerIn(document, reader)
suggestIn(document, reader.locale)
followOrder(document, announcer)
usePasskeys(document)
navigator.serviceWorker?.register('/sw.js').catch(() => undefined)
// Without storage there is no cart here, and the forms are posted.
start().catch((error: unknown) => console.warn(error))

async function start(): Promise<void> {
  // The shopper and the version of the cart with which the server made the page.
  const { shopper, version = '0' } = document.body.dataset
  const storage = storageFor(NAME)
  const { owner } = await readStored(storage)
  const transport = shopTransport(reader, systemClock, shopper === undefined && owner === '')
  const ports = { storage, transport, clock: systemClock, locks: locksFor(NAME), channel: channelFor(NAME) }
  const cart = await openLiveCart(ports, surroundingsOf({ onSession: () => () => undefined }))
  let removed: Removed | null = null
  let isCurrent = false
  const drawer = drawerIn(document, reader, announcer)
  const paint = () => {
    const { confirmed } = cart.value
    isCurrent ||= confirmed?.userId === shopper && (confirmed?.version ?? 0) >= Number(version)
    if (!isCurrent) return
    const shown = shownCart(reader, cart.value, removed)
    paintPage(document, reader, shown, cart.value.count)
    document.documentElement.dataset.cart = 'shown'
    drawer.paint(shown)
  }
  const patience = shopper === undefined ? transport.answered : new Promise<void>(() => undefined)
  const show = () => {
    isCurrent = true
    paint()
  }
  void patience.then(show)
  setTimeout(show, PATIENCE_MS)
  cart.subscribe(paint)
  takeOverForms(document, {
    ...{ reader, cart, announcer, removed: () => removed },
    setRemoved(next) {
      removed = next
      paint()
    },
  })
  leadLinks(document, reader, cart, drawer)
  announceRefusals(reader, cart, announcer)
  // The shopper may have signed in or out since the other tabs asked.
  if (shopper !== owner) transport.forgetElsewhere()
  cart.refresh()
  paint()
}
