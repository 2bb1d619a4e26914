import { useEffect, useRef } from 'preact/hooks'
import { NO_SETTINGS, SETTINGS_AREAS, type SettingsArea } from '../../domain/settings.ts'
import type { SettingsBook } from './settings-book.ts'
import { s } from './settings-texts.ts'

/** The areas, each with what the shop has made of it and whether something is not saved yet. */
export const SettingsAreas = ({ book, area }: { book: SettingsBook; area: SettingsArea }) => {
  const bar = useRef<HTMLElement>(null)
  // Where they stand in a line, what is open must be in sight.
  useEffect(() => {
    bar.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [area])
  const kept = book.answer.value?.settings
  const state = (one: SettingsArea) => {
    if (book.drafts.value[one] !== undefined)
      return (
        <span class="area-state unsaved-mark">
          <span aria-hidden="true">●</span> {s('unsavedMark')}
        </span>
      )
    if (kept === undefined) return null
    return isSame(kept[one], NO_SETTINGS[one]) ? (
      <span class="area-state muted">{s('usual')}</span>
    ) : (
      <span class="area-state own">{s('own')}</span>
    )
  }
  return (
    <nav ref={bar} class="areas" aria-label={s('areas')}>
      {SETTINGS_AREAS.map((one) => (
        <a key={one} href={`#settings/${one}`} aria-current={one === area ? 'page' : undefined}>
          {s(one)}
          {state(one)}
        </a>
      ))}
    </nav>
  )
}

/** As JSON, in whatever order the fields stand. */
const isSame = (a: unknown, b: unknown): boolean => sorted(a) === sorted(b)

const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
