/**
 * `npm run restore`: puts a backup of `npm run backup` into an empty state folder, from which `npm start` continues.
 * Exits with 1 when nothing was restored.
 */
import { join, resolve } from 'node:path'
import { type About, ArchiveReader } from './backup/archive.ts'
import { putBack, readThrough, refuseStanding } from './backup/put-back.ts'
import { checkSecrets, installSecrets } from './backup/secrets.ts'
import { argumentsOf, runCommand } from './command.ts'
import { takeLease } from './lease.ts'
import { Progress } from './progress.ts'
import { launcherFolder, stateFolder } from './secrets.ts'

const usage = `usage: npm run restore -- FILE [--secrets FILE]
       npm run restore -- FILE --check

Puts a backup into PANNIER_DATA (default .data), whose deployment must be stopped and whose state must not exist.

  --secrets FILE  the file of secrets that belongs to the backup
  --check         reads the whole backup and compares its digests, but writes nothing`

async function run(): Promise<void> {
  const { file, secrets, isCheck } = readArguments()
  const archive = new ArchiveReader(file)
  let read = 0
  const progress = new Progress(
    () => `${isCheck ? 'reading' : 'restoring'} … ${count(read)} of ${count(archive.about.files)} files`,
  )
  const show = (files: number) => {
    read = files
  }
  try {
    if (isCheck) await readThrough(archive, show)
    else await restore(archive, secrets, show)
    progress.end()
    console.log(isCheck ? `${file} is complete. ${describe(archive.about)}` : describe(archive.about))
  } finally {
    progress.end()
    archive.close()
  }
}

async function restore(archive: ArchiveReader, secrets: string | null, show: (files: number) => void): Promise<void> {
  const data = stateFolder(process.env)
  const dataDir = join(data, 'embedded')
  refuseStanding(dataDir)
  const mustInstall = checkSecrets(data, archive.about.secret, secrets, process.env)
  await launcherFolder(data, 'embedded')
  const lease = await takeLease(dataDir, console.error)
  try {
    await putBack(archive, dataDir, show)
    if (mustInstall && secrets !== null) installSecrets(data, secrets)
  } finally {
    await lease.release()
  }
  console.log(`${dataDir} is restored; npm start continues from it.`)
}

function describe({ moment, release, files, bytes }: About): string {
  return `It has the state of ${moment}: ${count(files)} files, ${count(Math.round(bytes / 1e6))} MB, written by release ${release}.`
}

function count(value: number): string {
  return value.toLocaleString('en')
}

function readArguments() {
  const options = { secrets: { type: 'string' }, check: { type: 'boolean', default: false } } as const
  const { values, positionals } = argumentsOf(usage, options, 1)
  const [file] = positionals
  if (file === undefined) throw new Error(`the FILE of the backup is missing\n${usage}`)
  return {
    file: resolve(file),
    secrets: values.secrets === undefined ? null : resolve(values.secrets),
    isCheck: values.check,
  }
}

await runCommand(run)
