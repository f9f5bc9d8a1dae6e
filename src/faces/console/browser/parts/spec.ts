/** Descriptions of the things that operators edit: their fields, and where the API has them. */
import type { TextKind } from '../core/values.ts'

export interface Spec {
  readonly name: string
  readonly label: string
  readonly kind: TextKind | 'texts' | 'prose' | 'bool' | 'choice' | 'attributes' | 'effect' | 'images' | 'family'
  readonly isNullable?: boolean
  readonly hint?: string
  /** The values of a choice with their texts. */
  readonly options?: readonly (readonly [value: string, text: string])[]
}

export type Doc = { readonly [name: string]: unknown }

export interface Entity {
  /** The kind in the audit's subjects, such as `promotion`. */
  readonly kind: string
  /** The path of the collection in the API, such as `/v1/admin/promotions`. */
  readonly api: string
  /** The path of the collection in the console, such as `/prices/promotions`. */
  readonly at: string
  /** The name of the id's field. */
  readonly idField: string
  /** The words for one of them. */
  readonly noun: string
  readonly fields: readonly Spec[]
  /** The values of a new one. */
  readonly fresh: Doc
}

export interface ValueProps {
  readonly spec: Spec
  readonly value: unknown
  readonly fault?: string | undefined
  readonly onChange: (value: unknown) => void
}
