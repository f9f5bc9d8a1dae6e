/** The variants for sale of a family, beside the product that is one of them. */
import type { FamilyChoice } from '../../../../../client/src/api.ts'
import { call, isAdmin, Refused } from '../core/api.ts'
import { useLive } from '../core/live.ts'
import { locale, money, texts } from '../core/reader.ts'
import { href } from '../core/router.ts'
import { CATALOGUE } from '../texts/catalogue.ts'
import { Shown } from './states.tsx'
import { Table } from './table.tsx'

/** Null for a family without a variant for sale. */
export async function familyOf(family: string, signal: AbortSignal): Promise<FamilyChoice | null> {
  try {
    return await call('GET /v1/families/{family}', { path: { family }, query: { locale: locale() } }, { signal })
  } catch (thrown) {
    if (thrown instanceof Refused && thrown.code === 'not_found') return null
    throw thrown
  }
}

/** @param sku the product whose page this is */
export function Variants({ family, sku }: { family: string; sku: string }) {
  const t = texts(CATALOGUE)
  const live = useLive(`family ${locale()} ${family}`, (signal) =>
    familyOf(family, signal).then((found) => ({ variants: found?.variants ?? [] })),
  )
  return (
    <section class="panel">
      <h2>{t.variantsOf(family)}</h2>
      <Shown live={live}>
        {({ variants }) => (
          <Table
            caption={t.variantsOf(family)}
            rows={variants}
            keyOf={(variant) => variant.sku}
            empty={t.noVariants}
            columns={[
              {
                title: t.sku,
                isHead: true,
                cell: (variant) =>
                  variant.sku === sku ? (
                    <strong>{variant.sku}</strong>
                  ) : (
                    <a href={href(`/catalogue/products/${variant.sku}`)}>{variant.sku}</a>
                  ),
              },
              { title: t.options, cell: ({ values }) => values.join(' · ') },
              { title: t.availability, cell: ({ availability }) => t.availabilities[availability] },
              { title: t.price, isNumber: true, cell: ({ price }) => money(price) },
            ]}
          />
        )}
      </Shown>
      <p class="acts">
        {isAdmin() && (
          <a class="quiet" href={href('/catalogue/new-product', { like: sku })}>
            {t.addVariant}
          </a>
        )}
        <a class="link" href={href('/catalogue/products', { family })}>
          {t.listFamily}
        </a>
      </p>
    </section>
  )
}
