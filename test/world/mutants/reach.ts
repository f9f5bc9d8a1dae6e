/** Counts how often the place of a planted bug was reached, by the engine's own block coverage. */
import { type Profiler, Session } from 'node:inspector/promises'

export class Reach {
  readonly #url: string
  readonly #session = new Session()
  #offset = 0

  /** @param url of the module with the bug in it */
  constructor(url: string) {
    this.#url = url
    this.#session.connect()
    void this.#session.post('Profiler.enable')
    void this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  }

  /** Says where in the source the bug begins. */
  at(offset: number): void {
    this.#offset = offset
  }

  async count(): Promise<number> {
    const { result } = await this.#session.post('Profiler.takePreciseCoverage')
    const script = result.find(({ url }) => url === this.#url)
    const ranges = script?.functions.flatMap((each) => each.ranges) ?? []
    const around = ranges.filter((range) => range.startOffset <= this.#offset && this.#offset < range.endOffset)
    const innermost = around.sort((a, b) => widthOf(a) - widthOf(b))[0]
    return innermost?.count ?? 0
  }
}

function widthOf({ startOffset, endOffset }: Profiler.CoverageRange): number {
  return endOffset - startOffset
}
