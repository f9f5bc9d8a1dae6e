/** The notice above a form that was refused. It gets the focus, so that its text is read first, and leads to the fields. */
import { html } from 'hono/html'
import type { Html } from '../view.ts'

/** @param errors what is wrong, by the id of the field */
export function problemPart(title: string, text: Html | string, errors: ReadonlyMap<string, string> = new Map()): Html {
  const links = [...errors].map(([field, reason]) => html`<li><a class="link" href="#${field}">${reason}</a></li>`)
  return html`<section class="problem" aria-labelledby="problem" tabindex="-1" autofocus><h2 id="problem">${title}</h2>
${text ? html`<div>${text}</div>` : ''}${links.length > 0 ? html`<ul>${links}</ul>` : ''}</section>`
}
