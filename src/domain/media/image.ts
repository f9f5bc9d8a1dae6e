/**
 * An image of a product: its address, or its address with alternative texts. Pure.
 * Invariant: an image that was stored before texts existed is an address, and stays one.
 */
import { type Media, mediaAt } from './name.ts'

export interface DescribedImage {
  readonly src: string
  /** A description of the image, by locale. */
  readonly alt: { readonly [locale: string]: string }
}

export type ProductImage = string | DescribedImage

/** Null without an image. */
export function addressOf(image: ProductImage | undefined): string | null {
  return typeof image === 'object' ? image.src : (image ?? null)
}

export function addressesOf(images: readonly ProductImage[]): string[] {
  return images.map((image) => (typeof image === 'object' ? image.src : image))
}

/** The uploads that a product shows, each once. */
export function mediaOf(images: readonly ProductImage[]): readonly Media[] {
  const found = addressesOf(images).flatMap((address) => mediaAt(address) ?? [])
  return [...new Map(found.map((media) => [media.name, media])).values()]
}

/** Images with the alternative texts that earlier ones have at the same address; files of cells have only addresses. */
export function withTexts(addresses: readonly string[], before: readonly ProductImage[]): readonly ProductImage[] {
  const described = new Map(before.flatMap((image) => (typeof image === 'object' ? [[image.src, image]] : [])))
  return addresses.map((address) => described.get(address) ?? address)
}
