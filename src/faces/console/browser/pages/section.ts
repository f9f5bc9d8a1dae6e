/** The names of the console's pages, as the rail lists them, and what each page is given. */
export type Section = 'today' | 'orders' | 'carts' | 'catalogue' | 'stock' | 'prices' | 'people' | 'system'

export interface PageProps {
  /** The parts of the path that the route names, in their order. */
  readonly args: readonly string[]
}
