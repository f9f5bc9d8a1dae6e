/** Invariant: wrangler deploys the very bundle that the rings and `npm start` run, although it does not bundle itself. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** A build and wrangler's start, beside other test files. */
const TIMEOUT_MS = 180_000

it.each([
  { faces: 'on', built: 'dist/index.js', args: [] },
  { faces: 'off', built: 'dist/api/index.js', args: [] },
  { faces: 'on', built: 'dist/index.js', args: ['--canary'] },
])(
  'a deploy with FACES=$faces and $args uploads $built',
  async ({ faces, built, args: given }) => {
    const folder = await mkdtemp(join(tmpdir(), 'pannier-deploy-'))
    try {
      const env = { ...process.env, FACES: faces, WRANGLER_SEND_METRICS: 'false', WRANGLER_WRITE_LOGS: '0' }
      const args = [join(root, 'dev/deploy.ts'), ...given, '--dry-run', '--outdir', folder]
      await promisify(execFile)(process.execPath, args, { cwd: root, env })
      expect(await readFile(join(folder, 'index.js'), 'utf8')).toBe(await readFile(join(root, built), 'utf8'))
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
  TIMEOUT_MS,
)
