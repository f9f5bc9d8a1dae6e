/**
 * `npm run catalog -- import FILE` and `npm run catalog -- export [FILE]`: moves a whole catalogue into or out of a
 * worker, as CSV or JSON lines by the file's ending; `--what` selects other data than products. Exits with 1 when a
 * line was rejected. `--format` reads and writes the files of other shops.
 */
import { Api, credentialsFor } from './catalog/api.ts'
import { exportFile } from './catalog/export.ts'
import { FOREIGN_FORMATS } from './catalog/foreign/columns.ts'
import { exportForeign } from './catalog/foreign/export.ts'
import { importForeign } from './catalog/foreign/import.ts'
import { importFile } from './catalog/import.ts'
import { IMPORT_KINDS } from './catalog/what.ts'
import { argumentsOf, runCommand } from './command.ts'

const usage = `usage: npm run catalog -- import FILE [--what WHAT] [--charset CHARSET] [--format FORMAT] [--locale LOCALE] [--dry-run] [--report FILE] [--url URL] [--token TOKEN]
       npm run catalog -- export [FILE] [--what WHAT] [--format FORMAT] [--locale LOCALE] [--url URL] [--token TOKEN]
WHAT is one of ${IMPORT_KINDS.join(', ')}; --stock means --what stock
FORMAT is shopify or medusa: their CSV files of products; LOCALE is the language of their texts`
const local = `http://127.0.0.1:${process.env.PORT || 8787}`

const options = {
  what: { type: 'string', default: 'products' },
  stock: { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
  report: { type: 'string' },
  charset: { type: 'string' },
  format: { type: 'string' },
  locale: { type: 'string' },
  url: { type: 'string', default: local },
  token: { type: 'string' },
} as const

/** @returns the exit code */
async function run(): Promise<number> {
  const { values, positionals } = argumentsOf(usage, options, 2)
  const [command, file] = positionals
  const { url, token, report } = values
  if (!URL.canParse(url)) throw new Error(`--url is not a URL`)
  const by = token ?? (await credentialsFor(url, process.env))
  const connect = (say: (line: string) => void) => new Api(url, by, say)
  const what = IMPORT_KINDS.find((each) => each === (values.stock ? 'stock' : values.what))
  const { locale = null } = values
  const format = FOREIGN_FORMATS.find((each) => each === values.format)
  if (what === undefined || (values.format !== undefined && (!format || what !== 'products'))) throw new Error(usage)
  if (command === 'import' && file !== undefined) {
    const { 'dry-run': dryRun, charset = null } = values
    if (format) return (await importForeign(connect, { file, what, dryRun, report, charset, format, locale })) ? 0 : 1
    return (await importFile(connect, { file, what, dryRun, report, charset })) ? 0 : 1
  }
  if (command === 'export') {
    if (format) await exportForeign(connect, file, format, locale)
    else await exportFile(connect, { file, what })
    return 0
  }
  throw new Error(usage)
}

await runCommand(run)
