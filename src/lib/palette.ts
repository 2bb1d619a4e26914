import { contrast, readableOn } from './contrast.ts'

/** Colours of the widget made of one accent, readable on its light and its dark paper. */
export interface Palette {
  accent: string
  /** On the accent. */
  ink: string
  /** Of words and links. */
  text: string
  soft: string
}

/** Grounds that the colours stand on, from the design's tokens. */
const GROUNDS = { light: '#f6f4ef', dark: '#12181a' } as const
/** WCAG 2.1, 1.4.3. */
const READABLE = 4.5
const SOFT = 0.14
/** Left to the design's own values. */
const OWN = '#1d6f60'

/** A look as pages are given it: with its colours, which are absent where they are the design's own. */
export const shownLook = <L extends { accent: string }>(
  look: L,
): L & { palette?: { light: Palette; dark: Palette } } =>
  look.accent === OWN
    ? look
    : { ...look, palette: { light: paletteOn(look.accent, 'light'), dark: paletteOn(look.accent, 'dark') } }

const paletteOn = (colour: string, scheme: keyof typeof GROUNDS): Palette => {
  const ground = GROUNDS[scheme]
  const accent = readableOn(colour, ground, READABLE)
  const ink = contrast(accent, '#ffffff') >= contrast(accent, '#101414') ? '#ffffff' : '#101414'
  const soft = mixed(accent, ground, SOFT)
  return { accent, ink, soft, text: readableOn(accent, soft, READABLE) }
}

const mixed = (one: string, other: string, share: number): string =>
  `#${[1, 3, 5]
    .map((at) => {
      const [a, b] = [one, other].map((colour) => Number.parseInt(colour.slice(at, at + 2), 16)) as [number, number]
      return Math.round(a * share + b * (1 - share))
        .toString(16)
        .padStart(2, '0')
    })
    .join('')}`
