/** The page /docs: every route with its answers. It works without scripts. */
import { html, raw } from 'hono/html'
import { type Access, accessOf } from '../access.ts'
import { PROBLEMS } from '../problem.ts'
import type { Operation } from './operation.ts'

const STYLE = `
  :root { color-scheme: light dark; --line: #8884; --muted: light-dark(#5f6368, #a8adb3); --accent: light-dark(#0a7a5c, #4cc9a4); }
  body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 56rem; padding: 2rem 1rem 4rem; }
  h1 { font-size: 1.8rem; margin: 0 } h2 { margin: 2.5rem 0 .5rem; font-size: 1.2rem }
  p { color: var(--muted); margin: .25rem 0 0 }
  details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; padding: .6rem .8rem }
  summary { cursor: pointer; overflow-wrap: anywhere }
  code { font: .9em ui-monospace, monospace } .method { color: var(--accent); font-weight: 700; text-transform: uppercase }
  .text { color: var(--muted); display: block; margin-left: 1rem }
  dl { display: grid; grid-template-columns: 3.5rem 1fr; gap: .25rem .75rem; margin: .75rem 0 0 1rem }
  dt { font-weight: 600 } dd { margin: 0; overflow-wrap: anywhere }`

export function docsPage(title: string, routes: readonly Operation[]) {
  const groups = Map.groupBy(routes, ({ group }) => group)
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}: the HTTP contract</title>
    <style>${raw(STYLE)}</style>
  </head>
  <body>
    <h1>${title}</h1>
    <p>This page lists the routes of the HTTP API. The OpenAPI 3.1 document <a href="/openapi.json">/openapi.json</a> also has every schema.</p>
    ${[...groups].map(([group, members]) => html`<h2>${group}</h2>${members.map(operationOf)}`)}
    <h2>Problem codes</h2>
    <p>Every refusal is an RFC 9457 document with one of these codes and a request id. Quote the request id when you ask for help.</p>
    <dl>${Object.entries(PROBLEMS).map(problemOf)}</dl>
  </body>
</html>`
}

function operationOf({ method, path, summary, answers, refusals }: Operation) {
  const needs = needsOf(accessOf(method.toUpperCase(), path))
  return html`<details>
    <summary>
      <code><span class="method">${method}</span> ${path}</code>
      <span class="text">${summary}${needs}</span>
    </summary>
    <dl>
      ${Object.entries(answers).map(([status, { description }]) => html`<dt>${status}</dt><dd>${description}</dd>`)}
      ${[...new Set(refusals)].sort((a, b) => PROBLEMS[a][0] - PROBLEMS[b][0]).map((code) => html`<dt>${PROBLEMS[code][0]}</dt><dd><code>${code}</code></dd>`)}
    </dl>
  </details>`
}

function needsOf(access: Access): string {
  if (access === 'public') return ''
  return access.includes('guest') ? ' · requires a token' : ` · requires a token with the role ${access.join(' or ')}`
}

function problemOf([code, [status, title]]: [string, readonly [number, string]]) {
  return html`<dt id="${code}">${status}</dt><dd><code>${code}</code> ${title}.</dd>`
}
