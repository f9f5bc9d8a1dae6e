/** `npm start` for a newcomer: the commands that it prints can be pasted, and work. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, it } from 'vitest'
import { findProgram } from '../../../dev/servers/private-server.ts'
import { NpmStart, urlIn } from '../support/npm-start.ts'

const run = promisify(execFile)
let folder: string | null = null
const launcher = new NpmStart()

afterEach(async () => {
  await launcher.end()
  if (folder !== null) await rm(folder, { recursive: true, force: true })
})

it.skipIf(findProgram('curl') === null)(
  'npm start prints three commands that work when pasted, and keeps their effects across a restart',
  async () => {
    folder = await mkdtemp(join(tmpdir(), 'pannier-start-'))
    const output = await launcher.start(folder)
    const [, url] = /Pannier answers at (\S+) \(record on local D1, no Redis\)/.exec(output) ?? []
    const lines = /^Try:\n((?: {2}.+\n){3})/m.exec(output)?.[1]?.trimEnd().split('\n') ?? []
    expect([url, lines.length], output).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/), 3])

    // The folder has shoppers' data, and the secrets beside it.
    expect((await stat(join(folder, 'embedded'))).mode & 0o777).toBe(0o700)
    expect((await stat(join(folder, 'secrets.json'))).mode & 0o777).toBe(0o600)

    // All commands run in one shell, as in a terminal, with one answer per line.
    const script = [...lines.flatMap((line) => [line, 'echo']), 'echo "$TOKEN"'].join('\n')
    const { stdout } = await run('sh', ['-c', script])
    const [products = '', cart = '', token = ''] = stdout.split('\n').filter((line) => line !== '')
    expect(JSON.parse(products)).toMatchObject({ items: [{}, {}, {}], nextCursor: expect.any(String) })
    const added = JSON.parse(cart) as { items: object[] }
    expect(added).toMatchObject({ version: 1, items: [{ quantity: 2 }] })

    await launcher.end()
    const second = await launcher.start(folder)
    const again = urlIn(second)
    expect(again, second).toBeDefined()
    const answer = await fetch(`${again}/v1/cart`, { headers: { authorization: `Bearer ${token}` } })
    expect(await answer.json()).toMatchObject({ version: 1, items: added.items })
  },
  120_000,
)
