/** A random walk over the lines of the cart's page. */
import type { Locator, Page } from 'playwright-core'

export async function quantitiesIn(lines: Locator): Promise<readonly number[]> {
  const inputs = await lines.locator('.line input[name=quantity]').all()
  return Promise.all(inputs.map(async (input) => Number(await input.inputValue())))
}

/** Acts on random lines of the cart's page, and the quantities that the cart has afterwards. */
export class Walk {
  readonly #page: Page
  #quantities = [1, 1]

  constructor(page: Page) {
    this.#page = page
  }

  get quantities(): readonly number[] {
    return this.#quantities
  }

  /** @returns what it did */
  async step(chance: () => number): Promise<string> {
    const place = Math.floor(chance() * this.#quantities.length)
    const before = this.#quantities[place] ?? 0
    const line = this.#page.locator('main .lines').first().locator('.line').nth(place)
    const drawn = chance()
    if (drawn < 0.45 || before === 1) {
      await line.locator('button[name=step][value="1"]').click()
      return this.#is(place, before + 1)
    }
    if (drawn < 0.65) {
      await line.locator('button[name=step][value="-1"]').click()
      return this.#is(place, before - 1)
    }
    if (drawn < 0.8) {
      const typed = 1 + Math.floor(chance() * 40)
      await line.locator('input[name=quantity]').fill(`${typed}`)
      await line.locator('input[name=quantity]').press('Enter')
      return this.#is(place, typed)
    }
    await line.getByRole('button', { name: /^Remove/ }).click()
    await this.#page.getByRole('button', { name: /^Undo/ }).click()
    return this.#is(place, before)
  }

  #is(place: number, quantity: number): string {
    const did = `line ${place} of ${this.#quantities} has ${quantity}`
    this.#quantities = this.#quantities.with(place, quantity)
    return did
  }
}
