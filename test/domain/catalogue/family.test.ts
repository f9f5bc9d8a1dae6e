/** The values of an option in the order in which shoppers expect them. */
import { expect, it } from 'vitest'
import { inOrder } from '../../../src/domain/catalogue/family.ts'

it.each([
  [['125 g', '250 g', '50 g'], '50 g,125 g,250 g'],
  [['250 克', '50 克', '50 克'], '50 克,250 克'],
  [['L', 'XXL', 'M', 'S', 'XL', 'XS'], 'XS,S,M,L,XL,XXL'],
  [['3XL', 'l', '2XL', '2xs'], '2xs,l,2XL,3XL'],
  [['42,5', '43', '42'], '42,42,5,43'],
  [['Size 10', 'Size 9'], 'Size 9,Size 10'],
  [['1 kg', '250 g', '50 g'], '1 kg,250 g,50 g'],
  [['S', 'One size', 'L'], 'S,One size,L'],
  [['Rust', 'Ink'], 'Rust,Ink'],
  [['10x20', '9x9'], '10x20,9x9'],
  [['', ''], ''],
  [[], ''],
])('%j is shown as %s', (values, shown) => {
  expect(inOrder(values).join()).toBe(shown)
})
