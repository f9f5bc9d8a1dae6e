/** Operators' commands, run as operators run them: a separate process with its output and its exit code. */
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { TEST_ADMIN } from '../../support/secrets.ts'

export interface Ran {
  readonly code: number | null
  readonly printed: string
  readonly said: string
}

const AS_ADMIN = { PANNIER_ADMIN_EMAIL: TEST_ADMIN.ADMIN_EMAIL, PANNIER_ADMIN_PASSWORD: TEST_ADMIN.ADMIN_PASSWORD }

/** @param hear receives the output on stderr as it arrives */
export async function run(
  command: 'ledger' | 'resend' | 'sweep',
  args: readonly string[],
  vars: NodeJS.ProcessEnv = AS_ADMIN,
  hear: (said: string) => void = () => {},
): Promise<Ran> {
  const program = fileURLToPath(import.meta.resolve(`../../../dev/${command}.ts`))
  const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, ...vars } })
  const ended = new Promise<number | null>((done) => child.once('exit', done))
  child.stderr.on('data', (chunk: Buffer) => hear(chunk.toString()))
  const [printed, said, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { code, printed, said }
}
