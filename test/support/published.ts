/** The client package as users get it: what `npm pack` makes of a fresh build. */
import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { buildClient } from '../../dev/client.ts'

const run = promisify(execFile)
const client = fileURLToPath(new URL('../../client', import.meta.url))

/** Builds and packs the package, and installs it into the empty project without the network. */
export async function installClient(project: string): Promise<void> {
  await buildClient()
  await run('npm', ['pack', '--pack-destination', project], { cwd: client })
  const folder = join(project, 'node_modules/@pannier/client')
  await mkdir(folder, { recursive: true })
  await run('tar', ['-xzf', join(project, 'pannier-client-0.1.0.tgz'), '-C', folder, '--strip-components=1'])
  await writeFile(join(project, 'package.json'), '{"type":"module"}')
}
