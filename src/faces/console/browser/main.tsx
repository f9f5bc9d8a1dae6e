/** Starts the console: the router, the session, and the frame with the page of the present place. */
import { render } from 'preact'
import { renew } from './core/api.ts'
import { keepFocus } from './core/focus.ts'
import { startRouter } from './core/router.ts'
import { App } from './parts/app.tsx'

startRouter()
keepFocus()
render(<App />, document.body)
void renew()
