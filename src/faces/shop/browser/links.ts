/** The links to the cart open the drawer; the one to checkout waits until the server knows every change. */
import type { LiveCart } from '../../../../client/src/live/live-cart.ts'
import type { Reader } from '../reader.ts'
import type { Drawer } from './drawer.ts'

/** The checkout shows the cart that the server has, so after this long it is shown without the rest. */
const PATIENCE_MS = 3000

export function leadLinks(page: Document, reader: Reader, cart: LiveCart, drawer: Drawer): void {
  page.addEventListener('click', (event) => {
    const { target } = event
    if (!(target instanceof Element) || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return
    const act = target.closest<HTMLElement>('[data-live]')?.dataset.live
    if (act) void (act === 'again' ? cart.retryAll() : cart.discard())
    const link = target.closest('a')
    const path = link?.getAttribute('href')
    if (path === reader.path('/checkout') && cart.value.unsent > 0) {
      event.preventDefault()
      void sent(cart).then(() => location.assign(path))
    } else if (path === reader.path('/cart') && link && !('whole' in link.dataset) && location.pathname !== path) {
      event.preventDefault()
      drawer.open()
    }
  })
}

/** Resolves when nothing is unsent any more. */
function sent(cart: LiveCart): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (cart.value.unsent > 0) return
      end()
      resolve()
    }
    const end = cart.subscribe(look)
    setTimeout(resolve, PATIENCE_MS)
    cart.refresh()
  })
}
