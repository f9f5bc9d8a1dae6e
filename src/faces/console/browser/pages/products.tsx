/** The products as shoppers find them, those that shoppers do not find, and the way to any product by its SKU. */
import { useSignal } from '@preact/signals'
import type { Product } from '../../../../../client/src/api.ts'
import { addressesOf } from '../../../../domain/media/image.ts'
import { groundOf } from '../../../shop/grounds.ts'
import { type AnswerOf, call, isAdmin } from '../core/api.ts'
import { optionsOf, useCategories } from '../core/categories.ts'
import { useLive } from '../core/live.ts'
import { locale, money, picture, textIn, texts } from '../core/reader.ts'
import { go, href, place } from '../core/router.ts'
import { Choice, Field } from '../parts/field.tsx'
import { Tabs } from '../parts/head.tsx'
import { ListPage } from '../parts/list-page.tsx'
import type { Column } from '../parts/table.tsx'
import { familyOf } from '../parts/variants.tsx'
import { CATALOGUE } from '../texts/catalogue.ts'
import { FIELDS } from '../texts/fields.ts'
import { FRAME } from '../texts/frame.ts'

const PER_PAGE = 50
/** The statuses whose products no shopper finds. */
const WITHDRAWN = ['hidden', 'discontinued'] as const

const TONES: Readonly<Record<Product['availability'], string>> = {
  in_stock: '',
  low_stock: 'now',
  out_of_stock: 'past',
  discontinued: 'past',
}

/** A product as the lists show it; `status` only if it is withdrawn. */
type Listed = Pick<Product, 'sku' | 'title' | 'images' | 'category' | 'availability' | 'price'> & {
  readonly compareAtPrice?: Product['price'] | null
  readonly status?: AnswerOf<'GET /v1/admin/products/{sku}'>['status']
}

export function ProductsPage() {
  const t = texts(CATALOGUE)
  const live = useProducts()
  return (
    <ListPage
      title={texts(FRAME).catalogue}
      live={live}
      acts={
        isAdmin() && (
          <a class="quiet" href={href('/catalogue/new-product')}>
            {t.newProduct}
          </a>
        )
      }
      caption={t.products}
      columns={columnsOf()}
      keyOf={({ sku }) => sku}
      empty={t.none}
    >
      <CatalogueTabs />
      <ProductFilters key={`${place.value.query}`} at="/catalogue/products" />
    </ListPage>
  )
}

export function CatalogueTabs() {
  const t = texts(CATALOGUE)
  return (
    <Tabs
      tabs={[
        ['/catalogue/products', t.products],
        ['/catalogue/categories', t.categories],
        ...(isAdmin() ? [['/catalogue/import', t.import] as const] : []),
      ]}
    />
  )
}

/** The products of the present place's filters. */
export function useProducts() {
  const { query } = place.value
  return useLive<{ items: readonly Listed[]; nextCursor: string | null }>(`products ${locale()} ${query}`, (signal) => {
    const { query: words, category, cursor, status, family } = Object.fromEntries(query)
    const withdrawn = WITHDRAWN.find((each) => each === status)
    if (family) return listFamily(family, signal)
    if (withdrawn) return listWithdrawn(withdrawn, cursor, signal)
    const filters = { ...(words && { query: words }), ...(category && { category }), ...(cursor && { cursor }) }
    return call('GET /v1/products', { query: { ...filters, limit: PER_PAGE, locale: locale() } }, { signal })
  })
}

async function listWithdrawn(status: (typeof WITHDRAWN)[number], cursor: string | undefined, signal: AbortSignal) {
  const query = { status, limit: PER_PAGE, ...(cursor && { cursor }) }
  const { items, nextCursor } = await call('GET /v1/admin/products', { query }, { signal })
  const listed = items.map(({ title, images, ...product }) => ({
    ...product,
    title: textIn(title),
    images: addressesOf(images),
  }))
  return { items: listed, nextCursor }
}

async function listFamily(family: string, signal: AbortSignal) {
  const found = await familyOf(family, signal)
  const items = (found?.variants ?? []).map(({ values, image, ...variant }) => ({
    ...variant,
    ...{ title: [found?.title, ...values].join(' '), images: image ? [image] : [], category: '' },
  }))
  return { items, nextCursor: null }
}

/** The picture on the ground of its category. */
export function Thumb({ image, category }: { image: string | undefined; category: string }) {
  return (
    <span class={`thumb ground-${groundOf(category)}`}>
      {image && <img src={picture(image)} alt="" loading="lazy" width={36} height={36} />}
    </span>
  )
}

function availabilityText({ status, availability }: Listed): string {
  return status ? texts(FIELDS).statuses[status] : texts(CATALOGUE).availabilities[availability]
}

export function ProductCell({ product, to }: { product: Listed; to: string }) {
  const { sku, title, images, category } = product
  const [image] = images
  return (
    <span class="with-thumb">
      <Thumb image={image} category={category} />
      <span>
        <a id={`product-${sku}`} href={href(to)}>
          {title}
        </a>
        <small class="code">{sku}</small>
        <small class="brief">{availabilityText(product)}</small>
      </span>
    </span>
  )
}

function columnsOf(): readonly Column<Listed>[] {
  const t = texts(CATALOGUE)
  return [
    {
      title: t.products,
      isHead: true,
      cell: (product) => <ProductCell product={product} to={`/catalogue/products/${product.sku}`} />,
    },
    {
      title: t.category,
      isExtra: true,
      cell: ({ category }) => category && <a href={href('/catalogue/products', { category })}>{category}</a>,
    },
    {
      title: t.availability,
      isExtra: true,
      cell: (product) => <span class={`chip ${TONES[product.availability]}`}>{availabilityText(product)}</span>,
    },
    {
      title: t.price,
      isNumber: true,
      cell: ({ price, compareAtPrice }) => (
        <>
          {compareAtPrice && <s class="soft">{money(compareAtPrice)}</s>} {money(price)}
        </>
      ),
    },
  ]
}

/** @param at the path of the list, below which a product has its page */
export function ProductFilters({ at }: { at: string }) {
  const t = texts(CATALOGUE)
  const { query } = place.value
  const words = useSignal(query.get('query') ?? '')
  const sku = useSignal('')
  const family = useSignal(query.get('family') ?? '')
  const categories = useCategories()
  const status = query.get('status') ?? ''
  const find = (category: string) => go(href(at, { query: words.value.trim(), category }))
  const { statuses, status: label } = texts(FIELDS)
  return (
    <search class="searches">
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault()
          find(query.get('category') ?? '')
        }}
      >
        <Choice
          label={label}
          value={status}
          options={[['', statuses.active], ...WITHDRAWN.map((each) => [each, statuses[each]] as const)]}
          onInput={(value) => go(href(at, { status: value }))}
        />
        {status === '' && (
          <>
            <Field label={t.find} type="search" value={words.value} onInput={(value) => (words.value = value)} />
            <Choice
              label={t.category}
              value={query.get('category') ?? ''}
              options={[['', texts(FRAME).any], ...optionsOf(categories.data)]}
              onInput={find}
            />
            <button type="submit" class="quiet">
              {texts(FRAME).apply}
            </button>
          </>
        )}
        {query.size > 0 && (
          <a class="link" href={href(at)}>
            {texts(FRAME).reset}
          </a>
        )}
      </form>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault()
          if (sku.value.trim() !== '') go(href(`${at}/${encodeURIComponent(sku.value.trim())}`))
        }}
      >
        <Field label={t.sku} type="search" value={sku.value} onInput={(value) => (sku.value = value)} />
        <button type="submit" class="quiet">
          {t.open}
        </button>
      </form>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault()
          if (family.value.trim() !== '') go(href(at, { family: family.value.trim() }))
        }}
      >
        <Field label={t.family} type="search" value={family.value} onInput={(value) => (family.value = value)} />
        <button type="submit" class="quiet">
          {t.listFamily}
        </button>
      </form>
    </search>
  )
}
