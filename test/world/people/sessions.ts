/**
 * Sign-ins by the contract: one token of a family is valid at a time, and each has one successor.
 * Invariant: a token is used once; a repeat of the last one, within a minute and before its successor was used, gets
 * the same successor; any other old token ends the family.
 */
import { textOfTurn } from './names.ts'

export interface Turn {
  readonly epoch: number
  readonly count: number
}

export interface StoredFamily extends Turn {
  readonly startedAt: number
  readonly turnedAt: number
}

interface Session {
  /** All tokens of the family, the present one last. */
  readonly turns: readonly { readonly text: string; readonly at: number }[]
  readonly startedAt: number
  readonly over: boolean
}

export type Verdict = 'unknown' | 'present' | 'repeat' | 'reused'

const REPEAT_MS = 60_000
const IDLE_MS = 30 * 24 * 3600_000
const MAX_MS = 180 * 24 * 3600_000
/** Operations that may begin, turn and end sign-ins. */
const BEGINS = new Set(['sign_in'])
const TURNS = new Set(['turn'])
const ENDS = new Set(['sign_in', 'revoke', 'sign_out', 'set_password', 'set_role', 'begin_erasure'])

export class Sessions {
  readonly #sessions = new Map<string, Session>()

  /** Records how an operation changed an account's families; returns what was wrong with it, or null. */
  wrote(operation: string, at: number, before: Families, after: Families): string | null {
    for (const [id, { startedAt, ...turn }] of Object.entries(after)) {
      const text = textOfTurn(turn)
      const session = this.#sessions.get(id)
      if (!session) {
        if (!BEGINS.has(operation)) return `${operation} began the sign-in ${id}`
        this.#sessions.set(id, { turns: [{ text, at }], startedAt, over: false })
      } else if (session.over) return `${operation} revived the sign-in ${id}`
      else if (session.turns.at(-1)?.text !== text) {
        if (!TURNS.has(operation)) return `${operation} rotated the token of the sign-in ${id}`
        if (session.turns.some((earlier) => earlier.text === text)) return `the token ${text} of ${id} was issued twice`
        this.#sessions.set(id, { ...session, turns: [...session.turns, { text, at }] })
      }
    }
    for (const id of Object.keys(before)) {
      const session = this.#sessions.get(id)
      if (after[id] || !session) continue
      if (!ENDS.has(operation)) return `${operation} ended the sign-in ${id}`
      this.#sessions.set(id, { ...session, over: true })
    }
    return null
  }

  judge(id: string, presented: Turn, now: number): Verdict {
    const session = this.#sessions.get(id)
    const present = session?.turns.at(-1)
    if (!session || !present || session.over) return 'unknown'
    if (now - present.at > IDLE_MS || now - session.startedAt > MAX_MS) return 'unknown'
    const text = textOfTurn(presented)
    if (present.text === text) return 'present'
    return session.turns.at(-2)?.text === text && now - present.at <= REPEAT_MS ? 'repeat' : 'reused'
  }

  /** The successor of this token, or null. */
  successor(id: string, presented: Turn): string | null {
    const { turns = [] } = this.#sessions.get(id) ?? {}
    const place = turns.findIndex(({ text }) => text === textOfTurn(presented))
    return place < 0 ? null : (turns[place + 1]?.text ?? null)
  }

  isOver(id: string): boolean {
    return this.#sessions.get(id)?.over ?? true
  }
}

export type Families = { readonly [id: string]: StoredFamily }
