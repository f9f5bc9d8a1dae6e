/** Two edits of one thing met: each field in three states, with a choice where both have changed it. */
import { useSignal } from '@preact/signals'
import { texts } from '../core/reader.ts'
import type { Difference, Fields } from '../core/three-way.ts'
import { FIELDS } from '../texts/fields.ts'
import { Dialog } from './dialog.tsx'
import { shownValue } from './shown-value.ts'
import type { Spec } from './spec.ts'

interface Props {
  readonly name: string
  readonly fields: readonly Spec[]
  readonly found: readonly Difference[]
  /** Saves these fields over the present state. */
  readonly onMerge: (changes: Fields) => Promise<unknown>
  /** Gives up the operator's own changes. */
  readonly onClose: () => void
}

export function Conflict({ name, fields, found, onMerge, onClose }: Props) {
  const t = texts(FIELDS)
  const chosen = useSignal<Readonly<Record<string, 'mine' | 'theirs'>>>({})
  const open = found.filter(({ by }) => by === 'both')
  const takes = ({ name: field, by }: Difference) => by === 'me' || chosen.value[field] === 'mine'
  const merge = () => onMerge(Object.fromEntries(found.filter(takes).map(({ name: field, mine }) => [field, mine])))
  const specOf = (field: string) => fields.find((spec) => spec.name === field)
  return (
    <Dialog
      title={t.conflictTitle(name)}
      act={t.saveMerged}
      keep={t.keepTheirs}
      isWide
      isBlocked={open.some(({ name: field }) => chosen.value[field] === undefined)}
      onAct={merge}
      onClose={onClose}
    >
      <p>{t.conflictText}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard */}
      <section class="scrolls" aria-label={t.conflictTitle(name)} tabIndex={0}>
        <table class="conflict">
          <thead>
            <tr>
              {[t.field, t.base, t.theirs, t.mine].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {found.map(({ name: field, base, theirs, mine, by }) => {
              const spec = specOf(field) ?? { kind: 'text' as const, label: field }
              const side = (which: 'mine' | 'theirs', label: string, value: unknown) => (
                <td class={which === 'mine' ? (by === 'me' ? 'taken' : '') : by === 'them' ? 'taken' : ''}>
                  {by === 'both' ? (
                    <label class="tick">
                      <input
                        type="radio"
                        name={field}
                        aria-label={label}
                        checked={chosen.value[field] === which}
                        onChange={() => {
                          chosen.value = { ...chosen.value, [field]: which }
                        }}
                      />
                      {shownValue(spec, value)}
                    </label>
                  ) : (
                    shownValue(spec, value)
                  )}
                </td>
              )
              return (
                <tr key={field}>
                  <th scope="row">
                    {spec.label}
                    {by !== 'both' && <small class="soft"> {t.merged}</small>}
                  </th>
                  <td class="soft">{shownValue(spec, base)}</td>
                  {side('theirs', t.chooseTheirs(spec.label), theirs)}
                  {side('mine', t.chooseMine(spec.label), mine)}
                </tr>
              )
            })}
          </tbody>
        </table>
      </section>
    </Dialog>
  )
}
