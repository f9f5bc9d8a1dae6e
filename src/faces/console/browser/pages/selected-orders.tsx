/** The acts on the selected orders together. One order that is refused ends the run, and its reason is named. */
import { useSignal } from '@preact/signals'
import type { Order } from '../../../../../client/src/api.ts'
import { call, isAdmin, once } from '../core/api.ts'
import { failureText } from '../core/failures.ts'
import { texts } from '../core/reader.ts'
import { done, failed } from '../core/results.ts'
import { select, selected } from '../core/router.ts'
import { saveAs } from '../core/save-as.ts'
import { Dialog } from '../parts/dialog.tsx'
import { BULK } from '../texts/bulk.ts'
import { FRAME } from '../texts/frame.ts'
import { ORDERS } from '../texts/orders.ts'

export function SelectedOrders({ orders }: { orders: readonly Order[] }) {
  const t = texts(ORDERS)
  const b = texts(BULK)
  const frame = texts(FRAME)
  const isAsking = useSignal(false)
  const chosen = orders.filter(({ id }) => selected.value.has(id))
  if (chosen.length === 0) return null
  const toShip = chosen.filter(({ status }) => status === 'paid')
  const onTheWay = chosen.filter(({ status }) => status === 'shipped')
  return (
    <div class="bar">
      <span>{frame.selected(chosen.length)}</span>
      {isAdmin() && onTheWay.length > 0 && (
        <button type="button" class="quiet" onClick={() => (isAsking.value = true)}>
          {b.bulkDeliver} ({onTheWay.length})
        </button>
      )}
      {isAdmin() && toShip.length > 0 && (
        <button type="button" class="quiet" onClick={() => downloadList(toShip)}>
          {b.download} ({toShip.length})
        </button>
      )}
      <button type="button" class="link" onClick={() => select(new Set())}>
        {frame.clear}
      </button>
      {isAsking.value && (
        <Dialog
          title={b.bulkDeliverTitle(onTheWay.length)}
          keep={t.notYet}
          onAct={() => deliverAll(onTheWay)}
          onClose={() => (isAsking.value = false)}
        />
      )}
    </div>
  )
}

async function deliverAll(orders: readonly Order[]): Promise<void> {
  const b = texts(BULK)
  let delivered = 0
  try {
    for (const { id } of orders) {
      await call('POST /v1/admin/orders/{id}/deliver', { path: { id }, header: once() })
      delivered++
    }
    select(new Set())
    done(b.bulkDelivered(delivered))
  } catch (error) {
    failed(b.bulkOf(delivered, orders.length, failureText(error)))
  }
}

/** The file that the bulk shipment reads, with the numbers filled in. */
function downloadList(orders: readonly Order[]): void {
  const text = ['order,carrier,trackingNumber', ...orders.map(({ number }) => `${number},,`), ''].join('\r\n')
  saveAs('shipments.csv', text)
}
