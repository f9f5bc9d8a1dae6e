/**
 * `npm run canary -- status|start|share 10|stop`: shows and switches the canary of a worker. Exits with 1 if the worker
 * refuses.
 */
import type { CanaryBody } from '../src/contract/answers/canary.ts'
import { CANARY_PATH } from '../src/contract/http/canary.ts'
import { Api, credentialsFor } from './catalog/api.ts'
import { argumentsOf, runCommand } from './command.ts'

const usage = `usage: npm run canary -- status
       npm run canary -- start [--share PERCENT] [--users ID,ID]
       npm run canary -- share PERCENT
       npm run canary -- stop
       each with [--reason TEXT] [--url URL] [--token TOKEN]`
const local = `http://127.0.0.1:${process.env.PORT || 8787}`
const options = {
  share: { type: 'string' },
  users: { type: 'string' },
  reason: { type: 'string' },
  url: { type: 'string', default: local },
  token: { type: 'string' },
} as const

type Wanted = Pick<CanaryBody, 'isRunning' | 'share' | 'users'>

async function run(): Promise<void> {
  const { positionals, values } = argumentsOf(usage, options, 2)
  const [command = 'status', percent] = positionals
  const change = changeOf(command, percent ?? values.share, values.users)
  if (!URL.canParse(values.url)) throw new Error(`--url is not a URL\n${usage}`)
  const api = new Api(values.url, values.token ?? (await credentialsFor(values.url, process.env)), console.error)
  const seen = await read(await api.call({ method: 'GET', path: CANARY_PATH }))
  if (change === null) return show(seen)
  const body = JSON.stringify({ ...change(seen), ...(values.reason && { reason: values.reason }) })
  const headers = { 'if-match': `"${seen.version}"` }
  const put = { method: 'PUT', path: CANARY_PATH, contentType: 'application/json', body, headers } as const
  show(await read(await api.call(put)))
}

/** Makes the wanted canary of the present one; null for a command that changes nothing. */
function changeOf(command: string, percent: string | undefined, users: string | undefined) {
  const named = users?.split(',').filter(Boolean)
  const share = percent === undefined ? undefined : Number(percent.replace('%', ''))
  if (Number.isNaN(share)) throw new Error(`${percent} is not a number\n${usage}`)
  if (command === 'status') return null
  if (command === 'stop') return ({ users: its }: CanaryBody): Wanted => ({ isRunning: false, share: 0, users: its })
  if (command === 'start') {
    return (its: CanaryBody): Wanted => ({ isRunning: true, share: share ?? its.share, users: named ?? its.users })
  }
  if (command !== 'share') throw new Error(`'${command}' is not a command\n${usage}`)
  if (share === undefined) throw new Error(`the PERCENT of the share is missing\n${usage}`)
  return ({ isRunning, users: its }: CanaryBody): Wanted => {
    if (!isRunning) throw new Error('The canary does not run. Start it first: npm run canary -- start')
    return { isRunning, share, users: named ?? its }
  }
}

/** The cast: the contract's answer. */
async function read(response: Response): Promise<CanaryBody> {
  return (await response.json()) as CanaryBody
}

function show({ isBound, isRunning, share, users, changedAt, changedBy, reason }: CanaryBody): void {
  if (!isBound) console.log('This deployment has no canary: see docs/deploying.md.')
  const few = users.length === 1 ? '1 user' : `${users.length} users`
  console.log(
    isRunning
      ? `The canary runs: ${share} % of all senders, ${few}, and X-Env-Flag: canary.`
      : 'The canary is stopped.',
  )
  if (changedAt !== null) console.log(`Changed at ${changedAt} by ${changedBy}${reason === null ? '' : `: ${reason}`}`)
}

await runCommand(run)
