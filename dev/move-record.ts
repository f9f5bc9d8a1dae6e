/**
 * `npm run move-record`: moves the record of a deployment from D1 to MySQL or back, while the shop sells. It copies, the
 * operator switches the configuration, and it copies what came in between. Each step may be repeated, also after a kill.
 * Exits with 0 when both records agree, with 1 when something must be looked at, and with 2 when it could not run.
 */
import { join } from 'node:path'
import { argumentsOf, runCommand } from './command.ts'
import { Journal } from './record-move/journal.ts'
import { reasonOf } from './record-move/patience.ts'
import { switchFolder, type Target } from './record-move/switch.ts'
import { stateFolder } from './secrets.ts'

const usage = `usage: npm run move-record -- --to mysql|d1 [--d1 remote] [--drop-unknown]
       npm run move-record -- --to mysql|d1 --switch
       npm run move-record -- --to mysql|d1 --finish [--d1 remote] [--quiet SECONDS]

Moves the record between D1 and MySQL (DATABASE_URL, the database's HTTP host). Objects stay where they are.
  1. Without an option it copies everything, and then what has changed in the meantime. The shop sells on.
  2. Switch the configuration: set or remove DATABASE_URL and deploy. With npm start: stop it, run --switch, start it.
  3. --finish copies what the old record got until the switch, waits until it gets nothing more, and compares both.

  --d1 remote     the D1 on Cloudflare, by CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_API_TOKEN; else the one in PANNIER_DATA
  --switch        gives the objects of a stopped npm start to the folder that it uses with the other record
  --quiet         seconds for which the old record must have got no new row (default 30)
  --drop-unknown  deletes rows of the new record that the old one does not know`

/** @returns whether both records agree */
async function run(): Promise<boolean> {
  const { to, values } = readArguments()
  const data = stateFolder(process.env)
  const journal = () => new Journal(join(data, 'move-record.json'), to)
  if (values.switch) {
    const folder = await switchFolder(data, to)
    journal().noteSwitch()
    console.log(
      `The objects are in ${folder} now. Start the deployment ${to === 'mysql' ? 'with' : 'without'} DATABASE_URL, then run --finish.`,
    )
    return true
  }
  // Loaded here only, because the adapters take a second to load, in which a switch would keep the shop closed.
  const { copyRecord } = await import('./record-move/copying.ts')
  const agrees = await copyRecord({
    ...{ to, data, journal: journal(), isSwitched: values.finish, isRemote: values.d1 === 'remote' },
    ...{ quietMs: Number(values.quiet) * 1_000, dropsUnknown: values['drop-unknown'] },
  })
  console.log(
    agrees ? nextStep(to, values.finish) : `The records differ: run the command again, or see docs/backup.md.`,
  )
  return agrees
}

function nextStep(to: Target, isSwitched: boolean): string {
  if (isSwitched) return 'The move is complete. The old record is not used any more; keep it until the next backup.'
  const change = to === 'mysql' ? 'set DATABASE_URL' : 'remove DATABASE_URL'
  return `Both agree. Now switch the configuration (${change}) and deploy, then run the command with --finish.`
}

const options = {
  to: { type: 'string' },
  d1: { type: 'string' },
  finish: { type: 'boolean', default: false },
  switch: { type: 'boolean', default: false },
  'drop-unknown': { type: 'boolean', default: false },
  quiet: { type: 'string', default: '30' },
} as const

function readArguments() {
  const { values } = argumentsOf(usage, options)
  const { to, d1 } = values
  const wrong = (fault: string) => new Error(`${fault}\n${usage}`)
  if (to !== 'mysql' && to !== 'd1') throw wrong('--to must be mysql or d1')
  if (d1 !== undefined && d1 !== 'remote') throw wrong('--d1 can only be remote')
  if (!(Number(values.quiet) >= 0)) throw wrong('--quiet must be a number of seconds')
  if (values.switch && values.finish) throw wrong('--switch and --finish exclude each other')
  const target: Target = to
  return { to: target, values }
}

await runCommand(async () => ((await run()) ? 0 : 1), 2, reasonOf)
