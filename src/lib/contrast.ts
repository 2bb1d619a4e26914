const HEX = /^#[0-9a-f]{6}$/i
const STEPS = 100

export const isHexColour = (text: string): boolean => HEX.test(text)

/** Contrast ratio of two `#rrggbb`, 1 to 21 (WCAG 2.1, relative luminance in sRGB). */
export const contrast = (one: string, other: string): number => {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** The colour nearest to `colour`, on its way to black or white, that has at least this contrast with `background`. */
export const readableOn = (colour: string, background: string, least: number): string => {
  const end = luminance(background) > 0.18 ? 0 : 255
  for (let step = 0; step <= STEPS; step++) {
    const mixed = `#${channels(colour)
      .map((from) => Math.round(from + ((end - from) * step) / STEPS))
      .map((channel) => channel.toString(16).padStart(2, '0'))
      .join('')}`
    if (contrast(mixed, background) >= least) return mixed
  }
  return end === 0 ? '#000000' : '#ffffff'
}

const channels = (colour: string): [number, number, number] => {
  const at = (place: number): number => Number.parseInt(colour.slice(place, place + 2), 16)
  return [at(1), at(3), at(5)]
}

const luminance = (colour: string): number => {
  const [red, green, blue] = channels(colour).map((channel) => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
