/**
 * Makes the static files of the shop's pages and of the console: style sheets, scripts and icon under names with a hash
 * of their content, and the manifest from which the worker reads these names.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { build } from 'esbuild'
import type { Manifest } from '../src/faces/shop/manifest.ts'

const HASH_LENGTH = 10
/** Browsers of the last three years; older ones get nesting and colours written out. */
const TARGET = ['chrome117', 'firefox117', 'safari16.5']
const JSX = { jsx: 'automatic', jsxImportSource: 'preact' } as const
const sources = join(import.meta.dirname, '../src/faces')

export interface StaticFile {
  readonly name: string
  readonly text: string
}

/** @param pictures all pictures of the demo; one version stands for them */
export async function shopFiles(pictures: readonly string[]): Promise<readonly StaticFile[]> {
  const version = hashOf(pictures.join('\n'))
  const made = [
    { name: 'shop.css', text: await bundled('shop/styles/shop.css') },
    { name: 'shop.js', text: await bundled('shop/browser/main.ts', { PICTURES_VERSION: version }) },
    { name: 'icon.svg', text: await readFile(`${sources}/shop/styles/icon.svg`, 'utf8') },
    { name: 'console.css', text: await bundled('console/styles/console.css') },
    { name: 'console.js', text: await bundled('console/browser/main.tsx') },
  ]
  const files = made.map(({ name, text }) => {
    const extension = extname(name)
    return { name, text, path: `/assets/${name.slice(0, -extension.length)}-${hashOf(text)}${extension}` }
  })
  const manifest: Manifest = {
    files: Object.fromEntries(files.map(({ name, path }) => [name, path])),
    pictures: version,
  }
  // The service worker serves shoppers only.
  const shell = files.filter(({ name }) => !name.startsWith('console.')).map(({ path }) => path)
  return [
    ...files.map(({ path, text }) => ({ name: path.slice(1), text })),
    { name: 'manifest.json', text: JSON.stringify(manifest) },
    { name: 'sw.js', text: await bundled('shop/browser/service-worker.ts', { SHELL: shell }) },
  ]
}

/** @param values constants of the script */
async function bundled(entry: string, values: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const options = { bundle: true, minify: true, format: 'esm', write: false, target: TARGET, ...JSX } as const
  const define = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]))
  const { outputFiles } = await build({
    ...options,
    define,
    legalComments: 'none',
    entryPoints: [`${sources}/${entry}`],
  })
  return outputFiles[0]?.text ?? ''
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH)
}
