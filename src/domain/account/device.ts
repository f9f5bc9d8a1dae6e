/** The kind of device of a sign-in, which is too coarse to identify a person. */

export const DEVICES = ['phone', 'tablet', 'computer', 'program'] as const
export type Device = (typeof DEVICES)[number]

const MAX_LENGTH = 400

/** @param userAgent the header field of the request, or undefined without one */
export function deviceOf(userAgent: string | undefined): Device | null {
  if (userAgent === undefined) return null
  const text = userAgent.slice(0, MAX_LENGTH)
  if (/iPad|Tablet|Android(?!.*Mobile)/.test(text)) return 'tablet'
  if (/Mobi|iPhone|Android/.test(text)) return 'phone'
  return /Mozilla/.test(text) ? 'computer' : 'program'
}
