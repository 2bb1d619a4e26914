import type { HonestyBin } from '../../domain/honesty.ts'
import { hashOf } from './honesty-place.ts'
import { FEW } from './honesty-reliability.tsx'
import { end, i } from './insight-texts.ts'

const SIZE = 340
const MARGIN = 44
const SIDE = SIZE - MARGIN - 12
const TICKS = [0, 0.25, 0.5, 0.75, 1]
/** Radius of the point with the most turns, and of the smallest that can still be hit. */
const LARGEST = 9
const SMALLEST = 4

/** Confidence to the right, share that was right upwards, with 95 % intervals; on the dashed line both are the same. */
export const Diagram = ({
  bins,
  days,
  promised,
}: {
  bins: readonly (HonestyBin & { place: number })[]
  days: number
  promised: number
}) => {
  const known = bins.filter(({ outcomes }) => outcomes.n > 0)
  const most = Math.max(1, ...known.map(({ outcomes }) => outcomes.n))
  return (
    <figure class="diagram">
      <svg viewBox={`0 0 ${SIZE} ${SIZE}`}>
        <title>{i('diagram')}</title>
        {TICKS.map((tick) => (
          <g key={tick}>
            <path class="grid" d={`M${x(tick)} ${y(0)}V${y(1)}M${x(0)} ${y(tick)}H${x(1)}`} />
            <text x={x(tick)} y={y(0) + 16} text-anchor="middle">
              {tick * 100}
            </text>
            <text x={x(0) - 6} y={y(tick)} text-anchor="end" dominant-baseline="middle">
              {tick * 100}
            </text>
          </g>
        ))}
        <path class="same" d={`M${x(0)} ${y(0)}L${x(1)} ${y(1)}`} />
        <path class="promised" d={`M${x(0)} ${y(promised)}H${x(1)}`} />
        {known.map(({ place, confidence, outcomes }) => (
          <a
            key={place}
            class={outcomes.n < FEW ? 'point few' : 'point'}
            href={hashOf({ days, point: { bin: place } })}
            aria-label={`${i('said')} ${end(confidence)}, ${i('wasRight')} ${end(outcomes.share)}. ${i('showTurns', { n: outcomes.n })}`}
          >
            <path d={`M${x(confidence)} ${y(outcomes.lower)}V${y(outcomes.upper)}`} />
            <circle
              cx={x(confidence)}
              cy={y(outcomes.share)}
              r={Math.max(SMALLEST, LARGEST * Math.sqrt(outcomes.n / most))}
            />
          </a>
        ))}
        <g>
          <text x={x(0.5)} y={SIZE - 4} text-anchor="middle">
            {i('said')} %
          </text>
          <text transform={`translate(11 ${y(0.5)}) rotate(-90)`} text-anchor="middle">
            {i('wasRight')} %
          </text>
        </g>
      </svg>
      <figcaption class="muted small">{i('perfect', { promised: end(promised) })}</figcaption>
    </figure>
  )
}

const x = (value: number): number => MARGIN + value * SIDE
const y = (value: number): number => 12 + (1 - value) * (SIDE - 8)
