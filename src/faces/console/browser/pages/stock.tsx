/** Stock of the products that the filters find. The list comes first; each row reads its own units. */
import { call } from '../core/api.ts'
import { useLive } from '../core/live.ts'
import { count, texts } from '../core/reader.ts'
import { place } from '../core/router.ts'
import { ListPage } from '../parts/list-page.tsx'
import { CATALOGUE } from '../texts/catalogue.ts'
import { ProductCell, ProductFilters, useProducts } from './products.tsx'

const EVERY_MS = 30_000

export function StockPage() {
  const t = texts(CATALOGUE)
  const live = useProducts()
  return (
    <ListPage
      title={t.stock}
      live={live}
      caption={t.stock}
      keyOf={({ sku }) => sku}
      empty={t.none}
      columns={[
        {
          title: t.product,
          isHead: true,
          cell: (product) => <ProductCell product={product} to={`/stock/${product.sku}`} />,
        },
        { title: t.onHand, isNumber: true, isExtra: true, cell: ({ sku }) => <Units sku={sku} of="onHand" /> },
        { title: t.held, isNumber: true, cell: ({ sku }) => <Units sku={sku} of="held" /> },
        { title: t.available, isNumber: true, cell: ({ sku }) => <Units sku={sku} of="available" /> },
      ]}
    >
      <ProductFilters key={`${place.value.query}`} at="/stock" />
    </ListPage>
  )
}

/** The columns of one row share one read. */
function Units({ sku, of }: { sku: string; of: 'onHand' | 'held' | 'available' }) {
  const { data } = useLive(
    `units ${sku}`,
    (signal) => call('GET /v1/admin/stock/{sku}', { path: { sku } }, { signal }),
    EVERY_MS,
  )
  if (!data) return <span aria-hidden="true">…</span>
  const isShort = of === 'available' && data.available === 0
  return <span class={isShort ? 'short' : ''}>{count(data[of])}</span>
}
