/** The write that a caller sends to an aggregate, and its outcome: the types that every kind shares. */
import type { Json, Stand } from '../../domain/copy.ts'
import type { Position } from '../../domain/position.ts'
import type { Change } from '../../domain/rows.ts'
import type { Refusal } from './definition.ts'

/** How a caller names a write, so that a repeat is known, and what it expects to find. */
export interface Envelope {
  readonly requestId: string
  /** Idempotency key with the hash of the request it stands for, or null. */
  readonly key: { readonly key: string; readonly hash: string } | null
  /** The position that the caller last saw, or null to accept any position. */
  readonly ifMatch: Position | null
  /** A write of the system itself, which a seal does not stop. */
  readonly own?: boolean
}

export interface Step<Command> {
  readonly command: Command
  readonly key: { readonly key: string; readonly hash: string } | null
}

export interface Write<Command, Facts> extends Envelope {
  /** The name of the write in the history. */
  readonly name: string
  readonly steps: readonly Step<Command>[]
  /** If true, all steps are accepted or none; otherwise each is accepted or refused separately. */
  readonly atomic: boolean
  readonly facts: Facts
  /** Binds the aggregate to another one with this write: from then on it accepts only its own writes. */
  readonly seal?: string
}

export interface MechanismRefusal extends Refusal {
  readonly code: 'idempotency_key_reused' | 'version_mismatch' | 'nothing_to_undo' | 'erased' | 'sealed'
}

/** All that the mechanism refuses of one step among several. */
export interface KeyReused extends Refusal {
  readonly code: 'idempotency_key_reused'
}

export type StepResult<Refused> =
  | { readonly status: 'accepted' | 'replayed' }
  | { readonly status: 'refused'; readonly refusal: Refused | KeyReused }

export type WriteOutcome<Refused> =
  | {
      readonly status: 'accepted' | 'replayed'
      readonly results: readonly StepResult<Refused>[]
      /** The rows that were written now, with the values that they had before. */
      readonly changed: readonly Change[]
      /** Where it stood before; null when nothing was written. */
      readonly since: Stand | null
    }
  | {
      readonly status: 'refused'
      readonly refusal: Refused | MechanismRefusal
      /** Which step refused; null when the write was refused before any. */
      readonly index: number | null
    }

/** The results of a write as its key remembers them. */
export function encodeResults<Refused extends Refusal>(results: readonly StepResult<Refused>[]): Json {
  return results.map((result) =>
    result.status === 'refused'
      ? // A refusal is plain JSON.
        ({ status: result.status, refusal: { ...result.refusal } } as Json)
      : { status: result.status },
  )
}

export function decodeResults<Refused>(stored: Json): readonly StepResult<Refused>[] {
  // Only encodeResults writes this text, with the refusals of the same kind.
  return stored as unknown as readonly StepResult<Refused>[]
}
