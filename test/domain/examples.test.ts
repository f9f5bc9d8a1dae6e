// Every `@example` in src is a module: it runs, and each line `expression // => value` holds.
import { globSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const MAX_LINES = 12
const COMMENT = /\/\*\*[\s\S]*?\*\//g
const IMPORT = /(from\s+')([^']+)(')/g
const CHECK = /^(.*?);? \/\/ => (.+)$/gm

interface Example {
  readonly file: string
  readonly code: string
}

const examples = globSync('src/**/*.ts', { cwd: root }).flatMap(examplesIn)

/** Each interface that contributors implement or call has an example. */
const DOCUMENTED = [
  'src/contract/http/route.ts',
  'src/contract/payment.ts',
  'src/contract/problem.ts',
  'src/domain/cart/decide.ts',
  'src/domain/position.ts',
  'src/domain/pricing/price.ts',
  'src/domain/rows.ts',
  'src/objects/aggregate/definition.ts',
  'src/objects/aggregate/ports.ts',
  'src/objects/aggregate/storage.ts',
  'src/objects/shared-call.ts',
  'src/tiers/calls/guarded-calls.ts',
  'src/tiers/l2.ts',
  'src/tiers/read-through.ts',
  'src/tiers/record/record.ts',
  'src/worker/http/answer.ts',
  'src/worker/payment/webhook-reader.ts',
]

test('the interfaces that contributors build on have examples', () => {
  const files = new Set(examples.map(({ file }) => file))
  expect(DOCUMENTED.filter((file) => !files.has(file))).toEqual([])
})

describe('the examples in the comments of src', () => {
  test.each(examples)('$file: its example runs and its values hold', async ({ file, code }) => {
    expect(code.split('\n').length, 'an example has at most 12 lines').toBeLessThanOrEqual(MAX_LINES)
    const checked = code.replace(CHECK, 'deepStrictEqual(await ($1), $2)')
    expect(checked, 'an example ends in a value: expression // => value').not.toBe(code)
    const module = `import { deepStrictEqual } from 'node:assert/strict'\n${withUrls(checked, file)}`
    // A data URL is loaded by Node itself, and needs no file beside the sources.
    await import(`data:text/javascript,${encodeURIComponent(stripTypeScriptTypes(module))}`)
  })
})

function examplesIn(file: string): readonly Example[] {
  const comments = readFileSync(join(root, file), 'utf8').match(COMMENT) ?? []
  return comments.flatMap((comment) => {
    const lines = comment.split('\n').map((line) => line.replace(/^\s*(?:\/\*\*|\*\/|\*) ?/, ''))
    const start = lines.findIndex((line) => line.startsWith('@example'))
    return start < 0
      ? []
      : [
          {
            file,
            code: lines
              .slice(start + 1)
              .join('\n')
              .trim(),
          },
        ]
  })
}

/** A data URL has no folder, so each import gets the URL of its file. */
function withUrls(code: string, file: string): string {
  const base = pathToFileURL(join(root, file))
  const urlOf = (name: string) => (name.startsWith('.') ? new URL(name, base).href : import.meta.resolve(name))
  return code.replace(IMPORT, (_, from, name, end) => from + urlOf(name) + end)
}
