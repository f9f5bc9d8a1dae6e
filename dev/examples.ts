/**
 * `npm run examples`: serves the examples of the client package at http://127.0.0.1:8090, an origin of their own. It
 * builds the package and the React app first. `PORT` names another port.
 */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { buildClient } from './client.ts'
import { assertPortFree } from './port.ts'

const root = fileURLToPath(import.meta.resolve('..'))
const examples = join(root, 'examples')
const dist = join(root, 'client/dist')
const DEFAULT_PORT = 8090

const TYPES: { readonly [extension: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}

export interface Examples {
  /** `http://127.0.0.1:<port>` without a slash at the end. */
  readonly url: string
  stop(): Promise<void>
}

/** @param port 0: any free port */
export async function serveExamples(port: number): Promise<Examples> {
  await assertPortFree(port)
  await buildClient()
  const app = await reactApp()
  const read = async (path: string): Promise<Buffer | string | null> => {
    if (path === '/react/app.js') return app
    const inClient = path.startsWith('/client/')
    const file = inClient ? join(dist, path.slice('/client'.length)) : join(examples, path)
    return TYPES[extname(file)] ? readFile(file).catch(() => null) : null
  }
  const server = createServer(async (request, response) => {
    // Also removes every `..`, so that only files below the two folders are served.
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1')
    const path = normalize(pathname.endsWith('/') ? `${pathname}index.html` : pathname)
    const found = await read(path)
    response.writeHead(found === null ? 404 : 200, { 'content-type': TYPES[extname(path)] ?? 'text/plain' })
    response.end(found ?? 'not found')
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  // The cast: a server that listens on a port has the address of one.
  const { port: chosen } = server.address() as { readonly port: number }
  return {
    url: `http://127.0.0.1:${chosen}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The React app as one module, made from the package as it is published. */
async function reactApp(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(examples, 'react/app.tsx')],
    ...{ bundle: true, minify: true, format: 'esm', target: 'es2022', jsx: 'automatic', write: false },
    define: { 'process.env.NODE_ENV': '"production"' },
    alias: {
      '@pannier/client': join(dist, 'index.js'),
      '@pannier/client/live': join(dist, 'live/index.js'),
      '@pannier/client/money': join(dist, 'money.js'),
      '@pannier/client/react': join(dist, 'react.js'),
    },
  })
  return outputFiles[0]?.text ?? ''
}

if (import.meta.main) {
  const { url } = await serveExamples(Number(process.env.PORT ?? DEFAULT_PORT))
  console.log(`${url}/plain/ and ${url}/react/ use the API at http://127.0.0.1:8787`)
  console.log(`start it so that it allows them: CORS_ORIGINS=${url} npm start`)
}
