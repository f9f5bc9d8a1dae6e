/**
 * The format of times in both schemas: UTC text such as `2026-11-22 07:38:00.123`. MySQL's DATETIME(3) and SQLite's
 * date functions both read it, it sorts by time, and people can read it in a report.
 */
export function toUtcText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('T', ' ').replace('Z', '')
}

/** Returns milliseconds since 1970, or NaN when the text is not a time. */
export function fromUtcText(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}Z`)
}
