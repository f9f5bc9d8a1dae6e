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

const usage = `usage: npm run catalog -- import FILE [options]
       npm run catalog -- export [FILE] [options]

Moves the catalogue into or out of a worker, as CSV (.csv) or JSON lines (.ndjson, .jsonl) by the file's ending.

  --what WHAT        ${IMPORT_KINDS.join(', ')} (default ${IMPORT_KINDS[0]}); --stock means --what stock
  --format FORMAT    shopify or medusa: the CSV file of products of that shop
  --locale LOCALE    the language of the texts in such a file (default: the shop's first one)
  --dry-run          import: reports what would change, and writes nothing
  --report FILE      import: writes every rejected line with its reason, as CSV
  --charset CHARSET  import: the charset of the file, if it has no byte order mark (default utf-8)
  --url URL          the worker (default http://127.0.0.1 with PORT or 8787)
  --token TOKEN      an admin's access token, in place of PANNIER_ADMIN_EMAIL and PANNIER_ADMIN_PASSWORD`
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
  const what = IMPORT_KINDS.find((each) => each === (values.stock ? 'stock' : values.what))
  const { locale = null } = values
  const format = FOREIGN_FORMATS.find((each) => each === values.format)
  if (what === undefined) throw wrong(`--what '${values.what}' is unknown`)
  if (values.format !== undefined && !format) throw wrong(`--format '${values.format}' is unknown`)
  if (format && what !== 'products') throw wrong(`--format ${format} has only products`)
  if (command !== 'export' && command !== 'import') {
    throw wrong(command === undefined ? 'import or export is missing' : `'${command}' is neither import nor export`)
  }
  if (command === 'import' && file === undefined) throw wrong('the FILE to import is missing')
  if (!URL.canParse(url)) throw wrong('--url is not a URL')
  const by = token ?? (await credentialsFor(url, process.env))
  const connect = (say: (line: string) => void) => new Api(url, by, say)
  if (command === 'import' && file !== undefined) {
    const { 'dry-run': dryRun, charset = null } = values
    if (format) return (await importForeign(connect, { file, what, dryRun, report, charset, format, locale })) ? 0 : 1
    return (await importFile(connect, { file, what, dryRun, report, charset })) ? 0 : 1
  }
  if (format) await exportForeign(connect, file, format, locale)
  else await exportFile(connect, { file, what })
  return 0
}

function wrong(fault: string): Error {
  return new Error(`${fault}\n${usage}`)
}

await runCommand(run)
