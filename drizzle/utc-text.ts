/**
 * How both schemas hold a time: UTC as `2026-11-22 07:38:00.123`, which MySQL's DATETIME(3) and SQLite's date
 * functions both read, which sorts by time, and which a person can read in a report.
 */
export function toUtcText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('T', ' ').replace('Z', '')
}

/** Milliseconds since 1970; NaN when the text is no time. */
export function fromUtcText(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}Z`)
}
