/** A product's picture on the background of its category. */
import { html } from 'hono/html'
import type { ProductBody } from '../../../contract/answers/catalogue.ts'
import { groundOf } from '../grounds.ts'
import type { Reader } from '../reader.ts'
import type { Html } from '../view.ts'

export interface PictureOptions {
  /** The alternative text; empty if the title is beside the picture. */
  readonly alt: string
  /** Whether the picture is in the first view, so that it is fetched at once. */
  readonly isFirst: boolean
}

export function picture(
  page: Reader,
  { images, category }: Pick<ProductBody, 'images' | 'category'>,
  options: PictureOptions,
): Html {
  const [image] = images
  const loading = options.isFirst ? html`fetchpriority="high"` : html`loading="lazy"`
  const drawn = image
    ? html`<img src="${page.picture(image)}" alt="${options.alt}" width="400" height="400" decoding="async" ${loading}>`
    : ''
  return html`<span class="picture ground-${groundOf(category)}">${drawn}</span>`
}
