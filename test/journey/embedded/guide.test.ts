/**
 * README and the guide, run as a reader would: the `sh` blocks of a page that call curl, in order, in one shell, against
 * `npm start`. A block of answers behind them must be the output; `…` in it stands for any text.
 * Invariant: a block without answers shows no problem document, and no page depends on another.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findProgram } from '../../../dev/servers/private-server.ts'
import { variableNames } from '../../../src/contract/config.ts'
import { NpmStart, urlIn } from '../support/npm-start.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const run = promisify(execFile)
const launcher = new NpmStart()
/** A page that waits for something waits no longer than this. */
const PAGE_MS = 60_000
const BETWEEN = '=== the next block ==='

interface Block {
  readonly commands: string
  /** Null where the page shows no answers. */
  readonly answers: string | null
}

const inDocs = (await readdir(join(root, 'docs'))).filter((name) => name.endsWith('.md')).sort()
const texts = await Promise.all(
  ['README.md', ...inDocs.map((name) => `docs/${name}`)].map(async (name) => ({
    name,
    blocks: blocksIn(await readFile(join(root, name), 'utf8')),
  })),
)
const pages = texts.filter(({ blocks }) => blocks.length > 0)

let folder: string
let url: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pannier-guide-'))
  const output = await launcher.start(folder)
  url = urlIn(output) ?? ''
  expect(url, output).not.toBe('')
}, 60_000)
afterAll(async () => {
  await launcher.end()
  await rm(folder, { recursive: true, force: true })
})

it('the guide has pages with examples', () => {
  expect(pages.map(({ name }) => name)).toEqual(expect.arrayContaining(['README.md', 'docs/carts.md']))
  expect(pages.flatMap(({ blocks }) => blocks).length).toBeGreaterThan(30)
})

it('docs/configuration.md names every variable of the configuration', async () => {
  const page = await readFile(join(root, 'docs/configuration.md'), 'utf8')
  expect(variableNames.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
})

describe.skipIf(findProgram('curl') === null)('the examples', () => {
  it.each(pages)(
    'the examples of $name answer what the page shows',
    async ({ blocks }) => {
      const script = blocks.flatMap(({ commands }) => [commands, 'echo', `echo '${BETWEEN}'`]).join('\n')
      const { stdout } = await run('sh', ['-c', here(script)], { cwd: folder, timeout: PAGE_MS })
      const outputs = stdout.split(`${BETWEEN}\n`)
      for (const [index, { commands, answers }] of blocks.entries()) {
        const output = outputs[index] ?? ''
        if (answers === null) expect(output, commands).not.toContain('"type":"/docs#')
        else expect(withoutSpace(output), commands).toMatch(patternOf(here(answers)))
      }
    },
    PAGE_MS + 5_000,
  )
})

/** The page's address, folder and state folder are those of a fresh `npm start`; these are the ones of this run. */
function here(text: string): string {
  return text
    .replaceAll('http://127.0.0.1:8787', url)
    .replaceAll('.data/secrets.json', join(folder, 'secrets.json'))
    .replaceAll('@docs/', `@${join(root, 'docs')}/`)
}

/** The shell blocks that call curl, each with the block of answers that follows it directly. */
function blocksIn(markdown: string): readonly Block[] {
  const found = markdown.matchAll(/^```sh\n([\s\S]*?)^```\n(?:\n```(?:json|http)\n([\s\S]*?)^```$)?/gm)
  return Array.from(found, ([, commands = '', answers]) => ({ commands, answers: answers ?? null })).filter(
    ({ commands }) => commands.includes('curl'),
  )
}

/** Answers of curl end without a line break, so that space tells nothing. */
function withoutSpace(text: string): string {
  return text.replaceAll(/\s+/g, '')
}

function patternOf(answers: string): RegExp {
  const shown = withoutSpace(answers).split('…')
  const escaped = shown.map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`^${escaped.join('.*?')}$`)
}
