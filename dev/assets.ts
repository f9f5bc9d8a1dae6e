/**
 * `npm run assets`: the worker's static files, in dist/assets: the contract's OpenAPI document and its page, and pictures
 * for the demo catalogue. Wrangler runs it before every build ([build] in wrangler.toml), so that none is stale.
 */
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openApiDocument } from '../src/contract/openapi/document.ts'
import { DOCUMENTED } from '../src/contract/openapi/documented.ts'
import { docsPage } from '../src/contract/openapi/page.ts'
import { readDemo } from './demo.ts'
import { productPicture } from './picture.ts'

const VERSION = '0.1.0'
/** A picture has one text. */
const LOCALE = 'zh-CN'

/** Where wrangler.toml has the assets. */
export const ASSETS = fileURLToPath(new URL('../dist/assets', import.meta.url))

export async function writeAssets(): Promise<void> {
  await write('openapi.json', JSON.stringify(openApiDocument(DOCUMENTED, VERSION)))
  await write('docs.html', String(await docsPage('Pannier', DOCUMENTED)))
  const pictures = (await readDemo()).products.map(
    ({ sku, title }) => [`${sku}.svg`, title[LOCALE] ?? sku, sku] as const,
  )
  for (const [name, title, sku] of pictures) await write(`pictures/${name}`, productPicture(sku, title))
  await removeAllBut(
    'pictures',
    pictures.map(([name]) => name),
  )
}

/** A product that the demo no longer has must not keep its picture. */
async function removeAllBut(folder: string, names: readonly string[]): Promise<void> {
  for (const name of await readdir(join(ASSETS, folder))) {
    if (!names.includes(name)) await rm(join(ASSETS, folder, name), { force: true })
  }
}

/** Whole or not at all: builds may run at the same time. Unfinished files stay out of the folder that wrangler watches. */
async function write(name: string, text: string): Promise<void> {
  const file = join(ASSETS, name)
  const unfinished = join(dirname(ASSETS), `unfinished-${process.pid}-${basename(file)}`)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(unfinished, text)
  await rename(unfinished, file)
}

if (import.meta.main) await writeAssets()
