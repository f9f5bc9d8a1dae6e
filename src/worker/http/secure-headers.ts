/**
 * The security header fields of every answer (OWASP REST Security Cheat Sheet). Pages that load resources set their own
 * Content-Security-Policy.
 */
export const SECURE_FIELDS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
}
