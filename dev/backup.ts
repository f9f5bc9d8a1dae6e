/**
 * `npm run backup`: writes the whole state of a deployment of `npm start`, objects and record, into one file, while the
 * deployment runs. Secrets go to a file of their own. Exits with 1 when there is no backup.
 */
import { existsSync, readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { ArchiveWriter } from './backup/archive.ts'
import { preparedIn } from './backup/put-back.ts'
import { copySecrets, secretDigest } from './backup/secrets.ts'
import { take } from './backup/take.ts'
import { argumentsOf, runCommand } from './command.ts'
import { runningIn, takeLease } from './lease.ts'
import { Progress } from './progress.ts'
import { stateIn } from './runtime.ts'
import { stateFolder } from './secrets.ts'

const usage = `usage: npm run backup -- [FILE] [--secrets FILE] [--max-pause SECONDS]

Writes objects and record of the deployment in PANNIER_DATA (default .data) into FILE (default pannier-<time>.backup).
The deployment may run: it stands still for the fraction of a second in which the last changes are set aside.

  --secrets FILE       also copies the generated secrets, to a file of their own: keep it apart from the backup
  --max-pause SECONDS  longest time to stand still; a longer pause ends, and the backup tries again (default 5)`

async function run(): Promise<void> {
  const { file, secrets, maxPauseMs } = readArguments()
  const data = stateFolder(process.env)
  const dataDir = join(data, 'embedded')
  if (!existsSync(stateIn(dataDir))) {
    throw new Error(
      `${stateIn(dataDir)} does not exist: npm start has not run with its record on D1 there. Set PANNIER_DATA`,
    )
  }
  if (existsSync(file)) throw new Error(`${file} exists already; choose another name`)
  await mkdir(dirname(file), { recursive: true })
  // Two backups at a time would end each other's pause.
  const lease = await takeLease(join(dataDir, 'backup'), console.error)
  const { launcher, runtime } = await runningIn(dataDir)
  // Nothing may start in the folder while files are copied without a pause.
  const own = launcher === null && runtime === null ? await takeLease(dataDir, console.error) : null
  let text = 'looking'
  const progress = new Progress(() => text)
  const archive = new ArchiveWriter(file)
  try {
    const taken = await take(archive, {
      dataDir,
      aside: `${file}.aside`,
      maxPauseMs,
      show: ({ copied, of, pass }) => {
        text = `copying ${pass === 1 ? '' : 'changed '}files … ${copied.toLocaleString('en')} of ${of.toLocaleString('en')}`
      },
      say: (line) => progress.say(line),
    })
    const { moment } = taken
    const about = archive.finish({
      ...{ release: releaseOf(), moment },
      ...{ prepared: preparedIn(dataDir), secret: secretDigest(data) },
    })
    progress.end()
    const pause = taken.pauseMs === 0 ? 'it was not running' : `it stood still for ${Math.ceil(taken.pauseMs)} ms`
    console.log(`${file} has the state of ${about.moment}: ${about.files.toLocaleString('en')} files; ${pause}.`)
    if (secrets === null) {
      console.log(
        `Secrets are not in it. Keep ${join(data, 'secrets.json')} too (--secrets FILE): without it, no account can sign in.`,
      )
    } else {
      copySecrets(data, secrets)
      console.log(`${secrets} has the secrets. Keep it apart from the backup.`)
    }
  } finally {
    progress.end()
    archive.abandon()
    await own?.release()
    await lease.release()
  }
}

function releaseOf(): string {
  // The cast: package.json of this repository.
  return (JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as { version: string }).version
}

function readArguments() {
  const options = { secrets: { type: 'string' }, 'max-pause': { type: 'string', default: '5' } } as const
  const { values, positionals } = argumentsOf(usage, options, 1)
  const maxPauseMs = Number(values['max-pause']) * 1_000
  if (!(maxPauseMs > 0)) throw new Error(`--max-pause must be a number of seconds above 0\n${usage}`)
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-')
  const secrets = values.secrets === undefined ? null : resolve(values.secrets)
  return { file: resolve(positionals[0] ?? `pannier-${time}.backup`), secrets, maxPauseMs }
}

await runCommand(run)
