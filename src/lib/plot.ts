export interface Curve {
  /** `weight` sets the size of a point by its area. */
  points: readonly { x: number; y: number; weight?: number }[]
  /** Joined by a line, or points by themselves. */
  line: boolean
}

export interface PlotInput {
  x: string
  y: string
  curves: readonly Curve[]
  /** Draws y = x, and the y axis to 1; else the y axis ends above the largest value, at 1 at most. */
  diagonal: boolean
}

const SIZE = 360
const MARGIN = 50
const TICKS = 5
const LARGEST_POINT = 9

/** A small SVG of curves over 0 to 1, in the colour of the text around it. */
export const plot = ({ x, y, curves, diagonal }: PlotInput): string => {
  const most = Math.max(0.01, ...curves.flatMap(({ points }) => points.map((point) => point.y)))
  const top = diagonal ? 1 : Math.min(1, most * 1.1)
  const side = SIZE - 2 * MARGIN
  const px = (value: number): string => (MARGIN + value * side).toFixed(1)
  const py = (value: number): string => (SIZE - MARGIN - (value / top) * side).toFixed(1)
  const ticks = Array.from({ length: TICKS + 1 }, (_, i) => i / TICKS)
  return `<svg width="${SIZE}" height="${SIZE}" viewBox="0 0 ${SIZE} ${SIZE}" fill="currentColor" role="img" aria-label="${y} by ${x}">
${ticks.map((t) => `<text x="${px(t)}" y="${SIZE - MARGIN + 16}" text-anchor="middle">${t}</text><text x="${MARGIN - 6}" y="${py(t * top)}" text-anchor="end" dominant-baseline="middle">${(t * top).toFixed(top < 0.5 ? 2 : 1)}</text>`).join('\n')}
<path d="M${px(0)} ${py(top)}V${py(0)}H${px(1)}" fill="none" stroke="currentColor"/>
${diagonal ? `<path d="M${px(0)} ${py(0)}L${px(1)} ${py(1)}" stroke="currentColor" stroke-dasharray="4 4" opacity=".5"/>` : ''}
${curves.map((curve) => draw(curve, px, py)).join('\n')}
<text x="${SIZE / 2}" y="${SIZE - 8}" text-anchor="middle">${x}</text><text transform="translate(12 ${SIZE / 2}) rotate(-90)" text-anchor="middle">${y}</text>
</svg>`
}

const draw = ({ points, line }: Curve, px: (value: number) => string, py: (value: number) => string): string => {
  if (line)
    return `<polyline points="${points.map(({ x, y }) => `${px(x)},${py(y)}`).join(' ')}" fill="none" stroke="var(--accent,#2f6fde)" stroke-width="2"/>`
  const most = Math.max(1, ...points.map(({ weight = 1 }) => weight))
  return points
    .map(
      ({ x, y, weight = 1 }) =>
        `<circle cx="${px(x)}" cy="${py(y)}" r="${(LARGEST_POINT * Math.sqrt(weight / most)).toFixed(1)}" fill="var(--accent,#2f6fde)" opacity=".8"/>`,
    )
    .join('')
}
