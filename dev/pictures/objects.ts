/** The objects in each picture of the demo, from back to front. A picture has the name of its SKU; variants may share one. */

export interface Part {
  /** A name in the icon set fluent-emoji, or in drawn.ts. */
  readonly icon: string
  /** Share of the picture's side. */
  readonly size?: number
  /** From the middle, in shares of the side. */
  readonly x?: number
  readonly y?: number
  /** Degrees, clockwise. */
  readonly turn?: number
  /** Degrees on the colour wheel. */
  readonly hue?: number
  /** 0 is grey. */
  readonly saturation?: number
}

/** The object for a product without a row. */
export const UNKNOWN: Part = { icon: 'package' }

const one = (icon: string, how: Omit<Part, 'icon'> = {}): readonly Part[] => [{ icon, ...how }]
/** A book with an object that shows its subject. */
const book = (icon: string, about: string): readonly Part[] => [
  { icon, x: -0.04 },
  { icon: about, size: 0.27, x: 0.19, y: 0.17 },
]

export const OBJECTS: { readonly [sku: string]: readonly Part[] | undefined } = {
  'iphone-15': one('mobile-phone'),
  'lark-s2-256': one('mobile-phone', { hue: 325, turn: 8 }),
  'lark-mini-128': one('mobile-phone', { size: 0.48, saturation: 0.25, turn: -8 }),
  'easytalk-senior': one('telephone'),
  'usb-c-charger-65w': one('electric-plug'),
  'power-bank-10k': one('battery'),
  'phone-stand-alu': [
    { icon: 'drawn-stand', size: 0.6, y: 0.04 },
    { icon: 'mobile-phone', size: 0.48, y: -0.08, turn: -12 },
  ],
  'reed-anc-headphones': one('headphone'),
  'reed-buds': one('drawn-earbuds'),
  'harbor-speaker': one('drawn-speaker'),
  'vinyl-turntable': one('drawn-turntable', { size: 0.62 }),
  'desk-soundbar': one('drawn-soundbar', { size: 0.66 }),
  'field-recorder': one('studio-microphone'),
  'heron-14-laptop': one('laptop', { size: 0.62 }),
  'heron-tablet-11': one('drawn-tablet'),
  'monitor-27-4k': one('desktop-computer', { size: 0.62 }),
  'mech-keyboard-75': one('keyboard', { size: 0.62 }),
  'silent-mouse': one('computer-mouse'),
  'portable-ssd-1tb': one('drawn-drive', { size: 0.56, turn: -8 }),
  'usb-hub-legacy': one('drawn-hub', { size: 0.6 }),
  'linen-duvet-set': one('bed', { size: 0.62 }),
  'memory-pillow': one('drawn-pillow', { size: 0.6 }),
  'paper-lantern-lamp': one('red-paper-lantern', { hue: 28 }),
  'ceramic-vase-moon': [
    { icon: 'tulip', size: 0.4, y: -0.17 },
    { icon: 'drawn-vase', size: 0.5, y: 0.1 },
  ],
  'wool-throw': one('yarn', { hue: 40, saturation: 0.7 }),
  'storage-basket-3': one('basket'),
  'aroma-diffuser': one('drawn-diffuser'),
  'wall-clock-oak': one('drawn-clock'),
  'cast-iron-pot-24': one('pot-of-food', { size: 0.6 }),
  'carbon-wok-32': one('shallow-pan-of-food', { size: 0.62 }),
  'chef-knife-20': one('kitchen-knife'),
  'pour-over-kettle': one('teapot', { saturation: 0.06 }),
  'rice-cooker-3l': one('drawn-cooker', { size: 0.6 }),
  'bamboo-steamer': [
    { icon: 'drawn-steamer', size: 0.62, y: 0.05 },
    { icon: 'dumpling', size: 0.26, x: -0.09, y: -0.14 },
    { icon: 'dumpling', size: 0.26, x: 0.1, y: -0.13 },
  ],
  'ceramic-bowl-set': one('bowl-with-spoon', { hue: 270, saturation: 0.7 }),
  'soy-milk-maker': [
    { icon: 'glass-of-milk', size: 0.5, x: -0.07, y: -0.03 },
    { icon: 'beans', size: 0.28, x: 0.16, y: 0.14 },
  ],
  'longjing-250': one('teapot'),
  'tieguanyin-125': [
    { icon: 'teacup-without-handle', size: 0.54, x: -0.02, y: 0.02 },
    { icon: 'herb', size: 0.26, x: 0.18, y: -0.16 },
  ],
  'puer-cake-357': one('drawn-tea-cake'),
  'jasmine-pearls-150': [
    { icon: 'teacup-without-handle', size: 0.46, x: -0.09, y: 0.05, hue: 330 },
    { icon: 'blossom', size: 0.34, x: 0.14, y: -0.09 },
  ],
  'keemun-black-200': one('hot-beverage'),
  'gaiwan-set': [
    { icon: 'teapot', size: 0.48, x: -0.08, y: -0.05, saturation: 0.08 },
    { icon: 'teacup-without-handle', size: 0.3, x: 0.16, y: 0.12, saturation: 0.2 },
  ],
  'mixed-nuts-30': [
    { icon: 'peanuts', size: 0.46, x: -0.06, y: -0.05 },
    { icon: 'chestnut', size: 0.32, x: 0.14, y: 0.12 },
  ],
  'acacia-honey-500': one('honey-pot'),
  'dark-chocolate-72': one('chocolate-bar'),
  'chili-crisp-280': [
    { icon: 'drawn-jar', size: 0.52, x: -0.05, y: 0.01 },
    { icon: 'hot-pepper', size: 0.34, x: 0.15, y: 0.1 },
  ],
  'pineapple-cakes-12': one('pineapple'),
  'wuchang-rice-5kg': one('cooked-rice'),
  'book-river-towns': book('green-book', 'canoe'),
  'book-night-ferry': book('blue-book', 'ferry'),
  'book-home-noodles': book('orange-book', 'steaming-bowl'),
  'book-small-systems': book('closed-book', 'gear'),
  'book-stars-kids': book('notebook-with-decorative-cover', 'glowing-star'),
  'book-garden-year': book('green-book', 'potted-plant'),
  'book-city-atlas-old': book('orange-book', 'world-map'),
  'notebook-a5-grid': one('notebook'),
  'fountain-pen-f': one('fountain-pen'),
  'gel-pens-12': [
    { icon: 'pen', size: 0.46, x: -0.11, turn: -14 },
    { icon: 'pen', size: 0.46, hue: 120 },
    { icon: 'pen', size: 0.46, x: 0.11, turn: 14, hue: 230 },
  ],
  dianhong: [
    { icon: 'hot-beverage', size: 0.5, x: -0.05, y: 0.03, hue: 340 },
    { icon: 'fallen-leaf', size: 0.28, x: 0.16, y: 0.15 },
  ],
  'merino-tee-moss': one('drawn-shirt-moss'),
  'merino-tee-ink': one('drawn-shirt-ink'),
  'merino-tee-rust': one('drawn-shirt-rust'),
  'enamel-mug-white': one('drawn-mug-white'),
  'enamel-mug-celadon': one('drawn-mug-celadon'),
  'enamel-mug-brick': one('drawn-mug-brick'),
  'washi-tape-10': one('drawn-tapes'),
  'desk-pad-felt': [
    { icon: 'drawn-pad', size: 0.66 },
    { icon: 'computer-mouse', size: 0.2, x: 0.14, y: 0 },
  ],
  'calligraphy-set': [
    { icon: 'scroll', size: 0.5, x: -0.05, y: 0.01 },
    { icon: 'paintbrush', size: 0.38, x: 0.12, y: -0.04 },
  ],
  'tent-2p': one('tent', { size: 0.62 }),
  'backpack-28l': one('backpack'),
  'thermos-750': one('drawn-flask'),
  'headlamp-400': one('flashlight'),
  'camp-chair': one('chair'),
  'yoga-mat-6mm': one('drawn-mat'),
  'wood-blocks-60': one('drawn-blocks', { size: 0.6 }),
  'puzzle-1000-lake': one('puzzle-piece'),
  'plush-panda': one('panda'),
  'marble-run-92': one('drawn-marbles', { size: 0.6 }),
  'family-board-game': [
    { icon: 'game-die', size: 0.46, x: -0.08, y: 0.04 },
    { icon: 'chess-pawn', size: 0.36, x: 0.15, y: -0.02 },
  ],
}
