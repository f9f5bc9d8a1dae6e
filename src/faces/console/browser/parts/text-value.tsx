/** A field for a value that is written as a text: a number, an amount, a time, or a list. */
import { useSignal } from '@preact/signals'
import { texts } from '../core/reader.ts'
import { INVALID, parsed, type TextKind, textOf } from '../core/values.ts'
import { FRAME } from '../texts/frame.ts'
import { Field } from './field.tsx'

interface TextProps {
  readonly kind: TextKind
  readonly label: string
  readonly hint?: string | undefined
  readonly fault?: string | undefined
  readonly isNullable?: boolean
  readonly value: unknown
  readonly onChange: (value: unknown) => void
}

/** Keeps what was typed, also while it is no value. */
export function TextValue({ kind, label, hint, fault, isNullable = false, value, onChange }: TextProps) {
  const t = texts(FRAME)
  const text = useSignal(textOf(kind, value))
  const isInvalid = value === INVALID && text.value.trim() !== ''
  const wrong = kind === 'money' ? t.notAmount : t.notNumber
  return (
    <Field
      label={label}
      hint={hint}
      fault={isInvalid ? wrong : fault}
      value={text.value}
      {...(kind === 'time' && { type: 'datetime-local' })}
      {...(['money', 'decimal', 'int'].includes(kind) && { inputMode: 'decimal' as const })}
      onInput={(typed) => {
        text.value = typed
        onChange(parsed(kind, typed, isNullable))
      }}
    />
  )
}
