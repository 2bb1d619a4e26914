import 'uplot/dist/uPlot.min.css'
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import type { HonestyDay } from '../../domain/honesty.ts'
import { i } from './insight-texts.ts'

const HEIGHT = 180
const SECOND_MS = 1_000

/** The share of suggestions that was taken, day by day; a click opens the day. The table below says the same to who cannot see it. */
export const AcceptanceChart = ({ days, onPick }: { days: readonly HonestyDay[]; onPick(day: string): void }) => {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const place = box.current
    if (place === null) return
    const style = getComputedStyle(place)
    const colour = (name: string) => style.getPropertyValue(name).trim()
    const axis = {
      stroke: () => colour('--muted'),
      grid: { stroke: () => colour('--line'), width: 1 },
      ticks: { show: false },
    }
    const chart = new uPlot(
      {
        width: place.clientWidth,
        height: HEIGHT,
        tzDate: (at) => uPlot.tzDate(new Date(at * SECOND_MS), 'UTC'),
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false } },
        scales: { y: { range: [0, 100] } },
        axes: [
          {
            ...axis,
            values: (_chart, marks) => marks.map((mark) => isoDay(mark).slice(5)),
            incrs: [86_400, 172_800, 604_800],
          },
          { ...axis, values: (_chart, marks) => marks.map((mark) => `${mark}%`) },
        ],
        series: [
          {},
          {
            label: i('rate'),
            stroke: () => colour('--accent'),
            width: 2,
            points: { show: true, size: 9, fill: () => colour('--accent') },
            spanGaps: true,
          },
        ],
      },
      [days.map(({ day }) => Date.parse(day) / SECOND_MS), days.map(rateOf)],
      place,
    )
    const pick = () => {
      const day = days[chart.cursor.idx ?? -1]
      if (day !== undefined) onPick(day.day)
    }
    chart.over.addEventListener('click', pick)
    const watching = new ResizeObserver(() => chart.setSize({ width: place.clientWidth, height: HEIGHT }))
    watching.observe(place)
    const themed = new MutationObserver(() => chart.redraw())
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    return () => {
      themed.disconnect()
      watching.disconnect()
      chart.destroy()
    }
  }, [days])
  return <div class="acceptance-chart" ref={box} aria-hidden="true" />
}

const isoDay = (seconds: number): string => new Date(seconds * SECOND_MS).toISOString().slice(0, 10)

const rateOf = ({ accepted, edited, rewritten, dismissed }: HonestyDay): number | null => {
  const dealt = accepted + edited + rewritten + dismissed
  return dealt === 0 ? null : (100 * (accepted + edited)) / dealt
}
