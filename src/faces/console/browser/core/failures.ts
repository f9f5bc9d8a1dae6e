/** Failures in the operator's language. The API's own detail follows, because it names the field or the figure. */
import { FRAME } from '../texts/frame.ts'
import { Refused } from './api.ts'
import { texts } from './reader.ts'

export function failureText(error: unknown): string {
  const { failure } = texts(FRAME)
  if (!(error instanceof Refused)) return String(error)
  const { code, problem } = error
  const known: Readonly<Record<string, string>> = failure
  const says = known[code] ?? failure.other
  const fields = (problem.errors ?? []).map(({ path, message }) => `${path} ${message}`).join('; ')
  const detail = known[code] === undefined || fields ? [problem.detail, fields].filter(Boolean).join(' ') : ''
  return detail ? `${says} ${detail}` : says
}

/** The fault of a field of a form; undefined when the refusal does not name the field. */
export function faultOf(error: unknown, field: string): string | undefined {
  if (!(error instanceof Refused)) return undefined
  return error.problem.errors?.find(({ path }) => path === field || path.startsWith(`${field}.`))?.message
}
