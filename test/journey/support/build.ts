/** Builds the worker once, before the test files of this ring. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const program = fileURLToPath(new URL('../../../dev/build.ts', import.meta.url))

export default async function build(): Promise<void> {
  await promisify(execFile)(process.execPath, [program])
}
