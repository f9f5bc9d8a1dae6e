/** The write that a caller sends to an aggregate, and its outcome: the types that every kind shares. */
import type { Json, Stand } from '../../domain/copy.ts'
import type { Position } from '../../domain/position.ts'
import type { Change } from '../../domain/rows.ts'
import type { Refusal } from './definition.ts'

/** Identifies a write, so that a repeat is recognized, and names the position that the caller expects. */
export interface Envelope {
  readonly requestId: string
  /** Idempotency key with the hash of the request it stands for, or null. */
  readonly key: { readonly key: string; readonly hash: string } | null
  /** The position that the caller last saw, or null to accept any position. */
  readonly ifMatch: Position | null
  /** An internal write, which a seal does not stop. */
  readonly own?: boolean
}

export interface Step<Command> {
  readonly command: Command
  readonly key: { readonly key: string; readonly hash: string } | null
}

export interface Write<Command, Facts> extends Envelope {
  /** The write's name in the history. */
  readonly name: string
  readonly steps: readonly Step<Command>[]
  /** If true, all steps are accepted or none; otherwise each is accepted or refused separately. */
  readonly atomic: boolean
  readonly facts: Facts
  /** Binds the aggregate to another one: from this write on it accepts only internal writes. */
  readonly seal?: string
}

export interface MechanismRefusal extends Refusal {
  readonly code: 'idempotency_key_reused' | 'version_mismatch' | 'nothing_to_undo' | 'erased' | 'sealed'
}

/** The refusals that the mechanism makes for one step among several. */
export interface KeyReused extends Refusal {
  readonly code: 'idempotency_key_reused'
}

export type StepResult<Refused> =
  | { readonly status: 'accepted' | 'replayed' }
  /** Decided before; the code if it was refused then. */
  | { readonly status: 'done'; readonly code: string | null }
  | { readonly status: 'refused'; readonly refusal: Refused | KeyReused }

export type WriteOutcome<Refused> =
  | {
      readonly status: 'accepted' | 'replayed'
      readonly results: readonly StepResult<Refused>[]
      /** The rows that this write changed, with the values that they had before. */
      readonly changed: readonly Change[]
      /** The state before this write; null when nothing was written. */
      readonly since: Stand | null
    }
  | {
      readonly status: 'refused'
      readonly refusal: Refused | MechanismRefusal
      /** The index of the step that was refused; null when the write was refused before its first step. */
      readonly index: number | null
    }

/** Encodes the results of a write for its key's entry. */
export function encodeResults<Refused extends Refusal>(results: readonly StepResult<Refused>[]): Json {
  return results.map((result) =>
    result.status === 'refused'
      ? // A refusal is plain JSON.
        ({ status: result.status, refusal: { ...result.refusal } } as Json)
      : { status: result.status },
  )
}

export function decodeResults<Refused>(stored: Json): readonly StepResult<Refused>[] {
  // The cast: only `encodeResults` writes this text, with refusals of the same kind.
  return stored as unknown as readonly StepResult<Refused>[]
}
