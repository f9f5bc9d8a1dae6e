/**
 * Runs one server as its child and ends it, with its folder, when standard input closes: after a plain stop, a signal,
 * a crash or a kill −9 of the starter. Called as `guard.ts <folder to delete> <command> [arguments]`.
 */
import { spawn } from 'node:child_process'
import { closeSync, openSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const graceMs = 10_000
const [folder, command, ...rest] = process.argv.slice(2)
if (folder === undefined || command === undefined) throw new Error('usage: guard.ts <folder> <command> [arguments]')

// Ignored, because the starter, which receives the terminal's Ctrl-C, decides through standard input.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

const log = openSync(join(folder, 'server.log'), 'a')
const server = spawn(command, rest, { stdio: ['ignore', log, log] })
closeSync(log)

process.stdin.resume()
process.stdin.on('close', () => {
  server.kill('SIGTERM')
  setTimeout(() => server.kill('SIGKILL'), graceMs).unref()
})

function finish(code: number): void {
  // A failed server's folder stays while there is a starter, because the starter reads its log.
  if (code === 0 || process.stdin.closed) rmSync(folder as string, { recursive: true, force: true })
  process.exit(code)
}
server.on('error', () => finish(127))
server.on('exit', (code) => finish(code ?? 1))
