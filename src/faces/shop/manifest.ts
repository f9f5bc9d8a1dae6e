/** The hashed names of the static files, as `npm run assets` writes them for the pages. */
export interface Manifest {
  /** Paths by the name of the source: `shop.css` is `/assets/shop-<hash>.css`. */
  readonly files: Readonly<Record<string, string>>
  /** Changes whenever a picture of the demo changes; pictures are asked for with it and kept for good. */
  readonly pictures: string
}
