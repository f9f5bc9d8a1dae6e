/**
 * `npm run assets`: makes the worker's static files in dist/assets: the OpenAPI document and its page, the AsyncAPI
 * document, the formats and forms of addresses, texts, pictures for the demo catalogue, and the files of the shop's
 * pages. Every build runs it.
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { asyncApiDocument } from '../src/contract/openapi/asyncapi.ts'
import { openApiDocument } from '../src/contract/openapi/document.ts'
import { DOCUMENTED } from '../src/contract/openapi/documented.ts'
import { docsPage } from '../src/contract/openapi/page.ts'
import { STATIC_TEXTS } from '../src/domain/static-texts.ts'
import { addressForms } from './address-forms.ts'
import { readDemo } from './demo.ts'
import { pageWords } from './page-words.ts'
import { picturesOf } from './pictures/compose.ts'
import { type StaticFile, shopFiles } from './shop-assets.ts'

const VERSION = '0.1.0'
/** The folder that wrangler.toml names for assets. */
export const ASSETS = join(import.meta.dirname, '../dist/assets')

const ADDRESS_FORMATS = join(import.meta.dirname, '../src/domain/address/formats.txt')

export async function writeAssets(): Promise<void> {
  await write('openapi.json', JSON.stringify(openApiDocument(DOCUMENTED, VERSION)))
  await write('asyncapi.json', JSON.stringify(asyncApiDocument(VERSION)))
  await write('docs.html', String(await docsPage('Pannier', DOCUMENTED)))
  await write('address-formats.txt', await readFile(ADDRESS_FORMATS, 'utf8'))
  await write('address-forms.json', addressForms())
  await write('texts.json', JSON.stringify(STATIC_TEXTS))
  await write('page-words.json', pageWords())
  const pictures = picturesOf((await readDemo()).products)
  const files = await shopFiles(pictures.map(({ text }) => text))
  for (const { name, text } of [...pictures, ...files]) await write(name, text)
  await removeAllBut('pictures', pictures)
  await removeAllBut('assets', files)
}

/** Deletes pictures of products that the demo no longer has, and files of earlier builds. */
async function removeAllBut(folder: string, files: readonly StaticFile[]): Promise<void> {
  const names = files.map(({ name }) => basename(name))
  for (const name of await readdir(join(ASSETS, folder))) {
    if (!names.includes(name)) await rm(join(ASSETS, folder, name), { force: true })
  }
}

/**
 * Writes atomically, because builds may run at the same time. Wrangler does not watch the folder of unfinished files.
 */
async function write(name: string, text: string): Promise<void> {
  const file = join(ASSETS, name)
  const unfinished = join(dirname(ASSETS), `unfinished-${process.pid}-${basename(file)}`)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(unfinished, text)
  await rename(unfinished, file)
}

if (import.meta.main) await writeAssets()
