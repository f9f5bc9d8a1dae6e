/** The returns of an order with their units and answers. Support answers them; only admins receive and refund. */
import { useSignal } from '@preact/signals'
import type { Order } from '../../../../../client/src/api.ts'
import { isAdmin } from '../core/api.ts'
import { count, fullMoment, texts } from '../core/reader.ts'
import { ORDERS } from '../texts/orders.ts'
import { RETURNS } from '../texts/returns.ts'
import type { OrderProps } from './refund-dialog.tsx'
import { ApproveDialog, ReceiveDialog, RefuseDialog } from './return-dialogs.tsx'

type Return = Order['returns'][number]
type Act = 'approve' | 'refuse' | 'receive'

export function OrderReturns(props: OrderProps) {
  const [t, r] = [texts(ORDERS), texts(RETURNS)]
  const asked = useSignal<{ readonly act: Act; readonly returnId: string } | null>(null)
  const { returns, lines } = props.order
  if (returns.length === 0) return null
  const titleOf = (lineId: string) => lines.find((line) => line.lineId === lineId)?.title ?? lineId
  const given = asked.value && { ...props, returnId: asked.value.returnId, onClose: () => (asked.value = null) }
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{r.returns}</h2>
      </div>
      <dl class="facts">
        {returns.map((its) => (
          <>
            <dt>{r.states[its.status]}</dt>
            <dd>
              {its.lines.map(({ lineId, quantity }) => `${count(quantity)} × ${titleOf(lineId)}`).join(' · ')}
              <small class="block">
                {fullMoment(its.requestedAt)} · {t.reason}: {its.reason}
              </small>
              {its.answer && (
                <small class="block">
                  {its.status === 'refused' ? t.reason : r.sendTo}: {its.answer}
                </small>
              )}
              {its.status === 'approved' && its.labelUrl && (
                <a class="link" href={its.labelUrl} target="_blank" rel="noreferrer">
                  {r.label}
                </a>
              )}
              <Acts its={its} onAsk={(act) => (asked.value = { act, returnId: its.id })} />
            </dd>
          </>
        ))}
      </dl>
      {given && asked.value?.act === 'approve' && <ApproveDialog {...given} />}
      {given && asked.value?.act === 'refuse' && <RefuseDialog {...given} />}
      {given && asked.value?.act === 'receive' && <ReceiveDialog {...given} />}
    </section>
  )
}

function Acts({ its: { status }, onAsk }: { its: Return; onAsk: (act: Act) => void }) {
  const acts: readonly Act[] =
    status === 'requested'
      ? ['approve', 'refuse']
      : status === 'approved'
        ? [...(isAdmin() ? (['receive'] as const) : []), 'refuse']
        : []
  if (acts.length === 0) return null
  return (
    <p class="acts">
      {acts.map((act) => (
        <button key={act} type="button" class="quiet" onClick={() => onAsk(act)}>
          {texts(RETURNS)[act]}
        </button>
      ))}
    </p>
  )
}
