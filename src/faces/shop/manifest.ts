/** The hashed names of the static files, as `npm run assets` writes them for the pages. */
export interface Manifest {
  /** Paths by the name of the source: `shop.css` is `/assets/shop-<hash>.css`. */
  readonly files: Readonly<Record<string, string>>
  /**
   * The version of the demo's pictures. It is part of their URLs, so that browsers can cache them without an expiry.
   */
  readonly pictures: string
}
