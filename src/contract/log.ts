/**
 * Structured logs: one JSON line per request and per background step. A line never contains a token, an address or a
 * shopper's text.
 */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export type LogFields = { readonly [name: string]: string | number | boolean | null | undefined }

/** `alert` marks a line that an operator must look at. */
type AlertFields = LogFields & { readonly alert?: true }

/** Pass expensive fields as a function, which is called only if the line is written. */
export type Log = (level: LogLevel, event: string, fields?: AlertFields | (() => AlertFields)) => void

const ORDER: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/** @param write called with each line, without a line end */
export function jsonLog(
  least: LogLevel,
  write: (line: string, level: LogLevel) => void = (line) => console.log(line),
): Log {
  const from = ORDER.indexOf(least)
  return (level, event, fields) => {
    if (ORDER.indexOf(level) < from) return
    const known = typeof fields === 'function' ? fields() : fields
    write(JSON.stringify({ at: new Date().toISOString(), level, event, ...known }), level)
  }
}

/** The name and message of a thrown value. */
export function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
