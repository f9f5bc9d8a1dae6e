/** Bundles a worker of the bench like the shipped one, by wrangler's dry run. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = fileURLToPath(import.meta.resolve('..'))

/**
 * @param entry path below bench/, without the extension
 * @param config path of the configuration that names the worker's objects, relative to the project's root
 */
export async function bundle(entry: string, config: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pannier-bench-'))
  try {
    const wrangler = join(root, 'node_modules/wrangler/bin/wrangler.js')
    const args = ['deploy', `bench/${entry}.ts`, '--dry-run', '--config', config, '--outdir', folder]
    const env = {
      ...process.env,
      WRANGLER_HIDE_BANNER: 'true',
      WRANGLER_SEND_METRICS: 'false',
      WRANGLER_WRITE_LOGS: '0',
    }
    await run(process.execPath, [wrangler, ...args], { cwd: root, env })
    return await readFile(join(folder, `${entry}.js`), 'utf8')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
