/** How many units of each line: a number field for each line that has any. */
import type { Signal } from '@preact/signals'
import type { Order } from '../../../../../client/src/api.ts'

/** By lineId. */
export type Units = Readonly<Record<string, number>>

/** The lines with at least one unit, as requests name them. */
export function chosenIn(units: Units): { readonly lineId: string; readonly quantity: number }[] {
  return Object.entries(units).flatMap(([lineId, quantity]) => (quantity > 0 ? [{ lineId, quantity }] : []))
}

interface Props {
  readonly order: Order
  /** The units that each line has at most. */
  readonly most: readonly { readonly lineId: string; readonly quantity: number }[]
  readonly units: Signal<Units>
}

export function LineUnits({ order, most, units }: Props) {
  return (
    <ul>
      {most.map(({ lineId, quantity }) => (
        <li key={lineId}>
          <label class="tick">
            <input
              class="few"
              type="number"
              min={0}
              max={quantity}
              value={units.value[lineId] ?? 0}
              onInput={(event) => {
                units.value = {
                  ...units.value,
                  [lineId]: Math.max(0, Math.trunc(event.currentTarget.valueAsNumber || 0)),
                }
              }}
            />
            / {quantity} · {order.lines.find((line) => line.lineId === lineId)?.title}
          </label>
        </li>
      ))}
    </ul>
  )
}
