/** Structured logs: one JSON line per request and per background step. Never a token, an address or a shopper's text. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export type LogFields = { readonly [name: string]: string | number | boolean | null | undefined }

/** `alert` marks what an operator must look at. */
type AlertFields = LogFields & { readonly alert?: true }

/** Fields that cost something to gather are given as a function: it is called for a line that is written. */
export type Log = (level: LogLevel, event: string, fields?: AlertFields | (() => AlertFields)) => void

const ORDER: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/** @param write takes each line, without its end */
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

/** The name and message of whatever was thrown. */
export function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
