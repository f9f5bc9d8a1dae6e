/** What every answer says to browsers (OWASP REST Security Cheat Sheet). */

// Pages that need more than nothing loosen the policy themselves.
const FIELDS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
}

/** Pages may set these themselves. */
const LOOSENED: ReadonlySet<string> = new Set(['Content-Security-Policy', 'Referrer-Policy'])

/** Those of an answer that is kept and sent again: a copy of whole headers costs less than one field. */
export function secured(fields: Readonly<Record<string, string>>): Headers {
  return new Headers({ ...FIELDS, ...fields })
}

/** Adds what the answer does not have yet. */
export function secure(headers: Headers): void {
  // Only `secured` sets it before.
  if (headers.has('X-Content-Type-Options')) return
  for (const [name, value] of Object.entries(FIELDS)) {
    if (!LOOSENED.has(name) || !headers.has(name)) headers.set(name, value)
  }
}
