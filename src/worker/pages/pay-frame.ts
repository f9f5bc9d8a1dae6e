/**
 * The frame around the pages of the simulated provider. The worker with pages gives its requests the shop's frame; all
 * other requests get the plain page. Invariant: the content is the same in both, and a frame adds no script.
 */
import type { Context } from 'hono'
import type { HtmlEscapedString } from 'hono/utils/html'
import type { AppEnv } from '../context.ts'
import type { PayLocale } from './pay-locales.ts'

export interface PayPage {
  readonly title: string
  readonly content: HtmlEscapedString | Promise<HtmlEscapedString>
  readonly status: 200 | 404 | 409
  /** Further origins to which the form may lead: browsers apply `form-action` to the redirect after a form as well. */
  readonly formTargets: readonly string[]
}

/** A frame for one request, in its language. */
export interface Framed {
  readonly locale: PayLocale
  show(page: PayPage): Response | Promise<Response>
}

export type PayFrame = (c: Context<AppEnv>) => Framed | Promise<Framed>

const frames = new WeakMap<Request, PayFrame>()

/** Has the request's page shown in the frame, and returns the request. */
export function inFrame(frame: PayFrame, request: Request): Request {
  frames.set(request, frame)
  return request
}

export function frameOf(request: Request): PayFrame | undefined {
  return frames.get(request)
}
