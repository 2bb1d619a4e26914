import { t } from './texts.ts'
import type { Picker } from './use-picker.ts'

const TITLES = { canned: 'pickCanned', slot: 'pickSlot', colleague: 'pickColleague', emoji: 'pickEmoji' } as const

/** What can be chosen, above the box; the box keeps the focus and names the chosen one. */
export const PickerList = ({ picker }: { picker: Picker }) => {
  const open = picker.open.value
  if (open === undefined) return null
  const { trigger, picks, at } = open
  return (
    <div class="picker">
      <p class="muted small">
        {t(TITLES[trigger.kind])} <span class="key-hint">{t('pickHow')}</span>
      </p>
      <div role="listbox" id="picks" aria-label={t(TITLES[trigger.kind])}>
        {picks.map((pick, place) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the box below has the keys and names the chosen one
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the box
          <div
            key={pick.key}
            role="option"
            id={`pick-${place}`}
            aria-selected={place === at}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => picker.choose(pick)}
          >
            <span class="cut">{pick.label}</span>
            {pick.detail !== undefined && <span class="muted small cut">{pick.detail}</span>}
          </div>
        ))}
      </div>
    </div>
  )
}
