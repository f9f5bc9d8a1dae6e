/** The traffic policies: the mode of each class of route with its cause, and the switch with its reason and undo. */
import { useSignal } from '@preact/signals'
import { type AnswerOf, because, exchange, isAdmin } from '../core/api.ts'
import { useLive } from '../core/live.ts'
import { fullMoment, texts } from '../core/reader.ts'
import { done } from '../core/results.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Choice, Field } from '../parts/field.tsx'
import { Shown } from '../parts/states.tsx'
import { Table } from '../parts/table.tsx'
import { POLICY_TEXTS } from '../texts/policies.ts'

type Policy = AnswerOf<'GET /v1/admin/ops/policies'>['items'][number]
type Offered = Policy['offered'][number]

const TONES = { normal: 'good', open: 'now', partial: 'now', stale: 'now', shed: 'bad', refuse: 'bad' } as const
const MINUTE_MS = 60_000

export function Policies() {
  const t = texts(POLICY_TEXTS)
  const asked = useSignal<{ readonly policy: Policy; readonly etag: string } | null>(null)
  const live = useLive('policies', (signal) => exchange('GET /v1/admin/ops/policies', {}, { signal }))
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{t.policies}</h2>
      </div>
      <Shown live={live}>
        {({ body, etag }) => (
          <Table
            caption={t.policies}
            rows={body.items}
            keyOf={(policy) => policy.class}
            empty=""
            columns={[
              { title: t.class, isHead: true, cell: (policy) => t.classes[policy.class] },
              {
                title: t.mode,
                cell: (policy) => (
                  <>
                    <span class={`chip ${TONES[policy.mode]}`}>{t.modes[policy.mode]}</span>
                    <small class="brief">{causesOf(policy)}</small>
                  </>
                ),
              },
              { title: t.because, isExtra: true, cell: (policy) => causesOf(policy) || '–' },
              {
                title: t.change,
                cell: (policy) =>
                  isAdmin() &&
                  policy.offered.length > 0 && (
                    <button
                      type="button"
                      class="quiet"
                      aria-label={t.changeTitle(t.classes[policy.class])}
                      onClick={() => (asked.value = { policy, etag })}
                    >
                      {t.change}
                    </button>
                  ),
              },
            ]}
          />
        )}
      </Shown>
      <p class="hint">{t.hint}</p>
      {asked.value && <SwitchDialog {...asked.value} onClose={() => (asked.value = null)} />}
    </section>
  )
}

/** A switch is named even where a stricter cause hides it. */
function causesOf({ causes, switch: found }: Policy): string {
  const t = texts(POLICY_TEXTS)
  const others = causes.flatMap((cause) => (cause === 'switch' ? [] : [t.causes[cause]]))
  const named = found ? [`${t.switched(fullMoment(found.until))}${found.reason ? `: ${found.reason}` : ''}`] : []
  return [...others, ...named].join(' · ')
}

function SwitchDialog(props: { readonly policy: Policy; readonly etag: string; readonly onClose: () => void }) {
  const { policy, etag, onClose } = props
  const t = texts(POLICY_TEXTS)
  const name = t.classes[policy.class]
  const mode = useSignal<Offered>(policy.switch ? 'normal' : (policy.offered[1] ?? 'normal'))
  const minutes = useSignal('60')
  const reason = useSignal('')
  const set = async (to: Offered, until: string | null, seen: string) => {
    const body = { mode: to, ...(until && { until }) }
    const header = { 'If-Match': seen, ...because(reason.value) }
    const after = await exchange('PUT /v1/admin/ops/policies/{class}', { path: { class: policy.class }, header, body })
    return { etag: after.etag, text: t.done(name, t.modes[to]) }
  }
  const act = async () => {
    const until = new Date(Date.now() + Number(minutes.value) * MINUTE_MS).toISOString()
    const after = await set(mode.value, mode.value === 'normal' ? null : until, etag)
    const before = policy.switch
    done(after.text, async () => (await set(before?.mode ?? 'normal', before?.until ?? null, after.etag)).text)
  }
  return (
    <Dialog
      title={t.changeTitle(name)}
      keep={t.keep}
      isDangerous={mode.value === 'refuse'}
      isBlocked={reason.value.trim() === ''}
      onAct={act}
      onClose={onClose}
    >
      <Choice
        label={t.mode}
        value={mode.value}
        options={policy.offered.map((each) => [each, t.modes[each]])}
        hint={t.about[mode.value]}
        // The cast: the options are the offered modes.
        onInput={(value) => (mode.value = value as Offered)}
      />
      {mode.value !== 'normal' && (
        <Choice
          label={t.ends}
          value={minutes.value}
          options={Object.entries(t.endings)}
          onInput={(value) => (minutes.value = value)}
        />
      )}
      <Field label={t.reason} value={reason.value} onInput={(value) => (reason.value = value)} />
    </Dialog>
  )
}
