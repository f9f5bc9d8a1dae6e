/**
 * `npm run catalog -- import FILE` and `npm run catalog -- export [FILE]`: moves a whole catalogue into or out of a
 * worker, as CSV or JSON lines by the file's ending; `--what` selects other data than products. Exits with 1 when a
 * line was rejected.
 */
import { Api, credentialsFor } from './catalog/api.ts'
import { exportFile } from './catalog/export.ts'
import { importFile } from './catalog/import.ts'
import { IMPORT_KINDS } from './catalog/what.ts'
import { argumentsOf, runCommand } from './command.ts'

const usage = `usage: npm run catalog -- import FILE [--what WHAT] [--charset CHARSET] [--dry-run] [--report FILE] [--url URL] [--token TOKEN]
       npm run catalog -- export [FILE] [--what WHAT] [--url URL] [--token TOKEN]
WHAT is one of ${IMPORT_KINDS.join(', ')}; --stock means --what stock`
const local = `http://127.0.0.1:${process.env.PORT || 8787}`

const options = {
  what: { type: 'string', default: 'products' },
  stock: { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
  report: { type: 'string' },
  charset: { type: 'string' },
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
  if (what === undefined) throw new Error(usage)
  if (command === 'import' && file !== undefined) {
    const { 'dry-run': dryRun, charset = null } = values
    return (await importFile(connect, { file, what, dryRun, report, charset })) ? 0 : 1
  }
  if (command === 'export') {
    await exportFile(connect, { file, what })
    return 0
  }
  throw new Error(usage)
}

await runCommand(run)
