/**
 * Errors in the wording of the hosted service. They contain parts of the statement, as the real ones do, so that a
 * client that logs them unfiltered shows the leak during development.
 */
export interface WireError {
  readonly code: string
  readonly message: string
}

/** An error of the database: errno, SQLSTATE and its message. */
export interface MysqlError {
  readonly errno: number
  readonly sqlState: string
  readonly message: string
}

export const deadlockErrno = 1213

const codes: Readonly<Record<number, string>> = {
  1040: 'Unavailable',
  1044: 'PermissionDenied',
  1048: 'InvalidArgument',
  1051: 'NotFound',
  1054: 'NotFound',
  1062: 'AlreadyExists',
  1064: 'InvalidArgument',
  1142: 'PermissionDenied',
  1146: 'NotFound',
  1205: 'DeadlineExceeded',
  1213: 'Aborted',
  1264: 'InvalidArgument',
  1292: 'InvalidArgument',
  1317: 'Canceled',
  1366: 'InvalidArgument',
  1406: 'InvalidArgument',
  3140: 'InvalidArgument',
  4025: 'InvalidArgument',
  10001: 'Aborted',
}

const strings = /'[^'\\]*(?:(?:\\[\s\S]|'')[^'\\]*)*'|"[^"\\]*(?:(?:\\[\s\S]|"")[^"\\]*)*"/g
const namesAndComments = /`[^`]*`|\/\*[\s\S]*?\*\/|--[ \t][^\n]*|#[^\n]*/g

export function databaseError(database: string, error: MysqlError, sql: string): WireError {
  const shown = sql.replace(strings, ':v').slice(0, 512)
  const cause = `${error.message} (errno ${error.errno}) (sqlstate ${error.sqlState})`
  return tabletError(database, codes[error.errno] ?? 'Unknown', `${cause}${caller}: Sql: ${JSON.stringify(shown)}`)
}

/** The transaction no longer exists, or is busy: `reason` says which. */
export function transactionError(database: string, transactionId: string, reason: string): WireError {
  return tabletError(database, 'Aborted', `transaction ${transactionId}: ${reason}${caller}`)
}

function plainError(message: string): WireError {
  return { code: 'UNKNOWN', message }
}

/** Refuses the statements that Vitess refuses before MySQL sees them. */
export function refusal(sql: string): WireError | null {
  const head = sql.replace(namesAndComments, ' ').trimStart().slice(0, 80)
  if (/^(?:create|alter)\s/i.test(head)) {
    const bare = sql.replace(strings, ' ').replace(namesAndComments, ' ')
    if (/\btable\b/i.test(bare) && /\bforeign\s+key\b|\breferences\b/i.test(bare)) {
      return plainError('VT10001: foreign key constraints are not allowed')
    }
  }
  // Their effect would outlast the request on a pooled connection. The hosted service keeps it in the session, but
  // no caller needs that.
  if (/^(?:set|use|lock|unlock|prepare|execute|xa)\s/i.test(head)) {
    return plainError('this gateway refuses statements that change the state of a connection')
  }
  return null
}

const caller = ' (CallerID: gateway)'

function tabletError(database: string, code: string, description: string): WireError {
  return plainError(`target: ${database}.-.primary: vttablet: rpc error: code = ${code} desc = ${description}`)
}
