/**
 * `npm run documents`: the contract's OpenAPI document and its page as static files, in dist/assets. Wrangler runs it
 * before every build ([build] in wrangler.toml), so that what is served is what the routes are.
 */
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openApiDocument } from '../src/contract/openapi/document.ts'
import { DOCUMENTED } from '../src/contract/openapi/documented.ts'
import { docsPage } from '../src/contract/openapi/page.ts'

const VERSION = '0.1.0'

/** Where wrangler.toml has the assets. */
export const ASSETS = fileURLToPath(new URL('../dist/assets', import.meta.url))

export async function writeDocuments(): Promise<void> {
  await mkdir(ASSETS, { recursive: true })
  await write('openapi.json', JSON.stringify(openApiDocument(DOCUMENTED, VERSION)))
  await write('docs.html', String(await docsPage('Pannier', DOCUMENTED)))
}

/** Whole or not at all: builds may run at the same time. */
async function write(name: string, text: string): Promise<void> {
  const unfinished = join(ASSETS, `.${name}.${process.pid}`)
  await writeFile(unfinished, text)
  await rename(unfinished, join(ASSETS, name))
}

if (import.meta.main) await writeDocuments()
