/** A product's picture on the background of its category. */
import { html } from 'hono/html'
import type { ProductBody } from '../../../contract/answers/catalogue.ts'
import { type Media, mediaAt } from '../../../domain/media/name.ts'
import { groundOf } from '../grounds.ts'
import type { Reader } from '../reader.ts'
import type { Html } from '../view.ts'

export interface PictureOptions {
  /** The alternative text; empty if the title is beside the picture. */
  readonly alt: string
  /** Whether the picture is in the first view, so that it is fetched at once. */
  readonly isFirst: boolean
  /** The width at which the picture is shown, as in the attribute `sizes`. */
  readonly sizes?: string
}

/** A tile of a list. */
const TILE_SIZES = '(max-width: 800px) 50vw, 320px'
const WIDTHS = [160, 320, 640, 1280]

export function picture(
  page: Reader,
  { images, category }: Pick<ProductBody, 'images' | 'category'>,
  options: PictureOptions,
): Html {
  const [image] = images
  const loading = options.isFirst ? html`fetchpriority="high"` : html`loading="lazy"`
  const media = image ? mediaAt(image) : null
  const { width, height } = media ?? { width: 400, height: 400 }
  const choice = media && html` srcset="${candidates(page, media, image ?? '')}" sizes="${options.sizes ?? TILE_SIZES}"`
  const drawn = image
    ? html`<img src="${page.picture(image)}"${choice ?? ''} alt="${options.alt}" width="${width}" height="${height}" decoding="async" ${loading}>`
    : ''
  return html`<span class="picture ground-${groundOf(category)}">${drawn}</span>`
}

/** The upload itself, and smaller ones where Cloudflare makes them; it reads no AVIF. */
function candidates({ isResized }: Reader, { width, format }: Media, address: string): string {
  const smaller = isResized && format !== 'avif' ? WIDTHS.filter((each) => each < width) : []
  const resized = smaller.map((each) => `/cdn-cgi/image/width=${each},fit=scale-down,format=auto${address} ${each}w`)
  return [...resized, `${address} ${width}w`].join(', ')
}
