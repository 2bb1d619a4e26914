import type { HonestyBin } from '../../domain/honesty.ts'
import { Diagram } from './honesty-diagram.tsx'
import type { HonestyAnswer } from './honesty-page.tsx'
import { hashOf } from './honesty-place.ts'
import { binName, end, i, share } from './insight-texts.ts'
import { WideTable } from './wide-table.tsx'

/** Turns below which a bin is shown faintly and called too few. */
export const FEW = 10

/** What was claimed against what was right: in a sentence, drawn, and as a table. */
export const Reliability = ({ figures, days }: { figures: HonestyAnswer; days: number }) => {
  const { alone, bins, error, needed, promised } = figures
  const filled = bins.map((bin, place) => ({ ...bin, place })).filter(({ outcomes, silent }) => outcomes.n + silent > 0)
  return (
    <section>
      <h2 id="honesty-reliability">{i('reliability')}</h2>
      <p class="claim">
        {alone.outcomes.n === 0
          ? i('claimNone')
          : i('claim', {
              claimed: share(alone.confidence),
              share: end(alone.outcomes.share),
              right: alone.outcomes.right,
              n: alone.outcomes.n,
              lower: end(alone.outcomes.lower),
              upper: end(alone.outcomes.upper),
            })}
      </p>
      <p>
        {needed > 0 && !isBroken(figures)
          ? i('needMore', { promised: end(promised), n: needed })
          : i(isBroken(figures) ? 'broken' : 'holds', {
              promised: end(promised),
            })}{' '}
        {error !== null && i('off', { value: (error * 100).toFixed(1) })}{' '}
        {alone.silent > 0 && i('silentAlone', { n: alone.silent })}
      </p>
      {filled.length > 0 && (
        <div class="beside">
          <Diagram bins={filled} days={days} promised={promised} />
          <WideTable by="honesty-reliability">
            <thead>
              <tr>
                <th scope="col">{i('said')}</th>
                <th scope="col">{i('wasRight')}</th>
                <th scope="col">{i('interval')}</th>
                <th scope="col">{i('counted')}</th>
                <th scope="col">{i('silent')}</th>
              </tr>
            </thead>
            <tbody>
              {filled.map((bin) => (
                <BinRow key={bin.from} bin={bin} href={hashOf({ days, point: { bin: bin.place } })} />
              ))}
            </tbody>
          </WideTable>
        </div>
      )}
    </section>
  )
}

const isBroken = ({ alone: { outcomes }, promised }: HonestyAnswer): boolean =>
  outcomes.n >= FEW && outcomes.upper < promised

const BinRow = ({ bin: { from, to, outcomes, silent }, href }: { bin: HonestyBin; href: string }) => (
  <tr class={outcomes.n < FEW ? 'few' : ''}>
    <th scope="row">{binName({ from, to })}</th>
    <td class="number">{outcomes.n === 0 ? '–' : end(outcomes.share)}</td>
    <td class="number">
      {outcomes.n === 0 ? '–' : `${end(outcomes.lower)} – ${end(outcomes.upper)}`}
      {outcomes.n > 0 && outcomes.n < FEW && <span class="muted small block">{i('few')}</span>}
    </td>
    <td class="number">
      {outcomes.n === 0 ? (
        0
      ) : (
        <a href={href} aria-label={i('showTurns', { n: outcomes.n })}>
          {outcomes.n}
        </a>
      )}
    </td>
    <td class="number">{silent}</td>
  </tr>
)
