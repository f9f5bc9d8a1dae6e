/** Commands of operators, run as they run them: a process of its own, its output and its end. */
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

/** @param hear is told what the command says on stderr, as it comes */
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
