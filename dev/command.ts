/**
 * The frame of a command: reads its arguments, shows its usage when asked or when they are wrong, and ends the process
 * with one line for a failure. Invariant: a command that failed does not exit with 0.
 */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'

/**
 * Shows the usage and ends the process for `--help`; for other arguments that it does not know, throws what is wrong and
 * the usage.
 * @param most how many arguments the command takes beside its options
 */
export function argumentsOf<const Options extends ParseArgsOptionsConfig>(usage: string, options: Options, most = 0) {
  const { values, positionals } = parsed(usage, options)
  if (positionals.length > most) throw new Error(`Unexpected argument '${positionals[most]}'\n${usage}`)
  return { values, positionals }
}

function parsed<const Options extends ParseArgsOptionsConfig>(usage: string, options: Options) {
  if (process.argv.includes('--help')) {
    console.log(usage)
    process.exit(0)
  }
  try {
    return parseArgs({ options, allowPositionals: true })
  } catch (error) {
    // Further sentences of Node explain how to write arguments that begin with a dash.
    const [fault] = messageOf(error).split(/\. |\n/)
    throw new Error(`${fault}\n${usage}`)
  }
}

/**
 * @param run resolves to the exit code; anything but a number is 0
 * @param failure the exit code when `run` throws
 * @param reasonOf the words for what it threw
 */
export async function runCommand(
  run: () => Promise<unknown>,
  failure = 1,
  reasonOf: (error: unknown) => string = messageOf,
): Promise<void> {
  try {
    const code = await run()
    process.exitCode = typeof code === 'number' ? code : 0
  } catch (error) {
    console.error(reasonOf(error))
    process.exitCode = failure
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
