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

type Command = 'backup' | 'import-carts' | 'ledger' | 'move-record' | 'reconcile' | 'resend' | 'restore' | 'sweep'

/** A command that runs, and that can be killed. */
export interface Started {
  readonly ended: Promise<Ran>
  hasEnded(): boolean
  /** As a machine that loses power would. */
  kill(): void
}

/** @param hear receives the output on stderr as it arrives */
export function run(
  command: Command,
  args: readonly string[],
  vars: NodeJS.ProcessEnv = AS_ADMIN,
  hear: (said: string) => void = () => {},
): Promise<Ran> {
  return starting(command, args, vars, hear).ended
}

export function starting(
  command: Command,
  args: readonly string[],
  vars: NodeJS.ProcessEnv = AS_ADMIN,
  hear: (said: string) => void = () => {},
): Started {
  const program = fileURLToPath(import.meta.resolve(`../../../dev/${command}.ts`))
  const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, ...vars } })
  const exited = new Promise<number | null>((done) => child.once('exit', done))
  child.stderr.on('data', (chunk: Buffer) => hear(chunk.toString()))
  const ended = Promise.all([text(child.stdout), text(child.stderr), exited]).then(([printed, said, code]) => ({
    ...{ code, printed, said },
  }))
  return { ended, hasEnded: () => child.exitCode !== null, kill: () => void child.kill('SIGKILL') }
}
