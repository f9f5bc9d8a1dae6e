/** Counts how often the place of a planted bug was executed, by the engine's block coverage. */
import { type Profiler, Session } from 'node:inspector/promises'

const session = new Session()
let isConnected = false

export class Reach {
  readonly #url: string
  readonly #offset: number

  /** @param url the module with the bug, which is not loaded yet; @param offset where the bug begins in it */
  static async start(url: string, offset: number): Promise<Reach> {
    if (!isConnected) session.connect()
    isConnected = true
    await session.post('Profiler.enable')
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
    return new Reach(url, offset)
  }

  private constructor(url: string, offset: number) {
    this.#url = url
    this.#offset = offset
  }

  /** Call this once, at the end. */
  async count(): Promise<number> {
    const { result } = await session.post('Profiler.takePreciseCoverage')
    await session.post('Profiler.stopPreciseCoverage')
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
