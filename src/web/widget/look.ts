import { signal } from '@preact/signals'
import type { ShownLook } from '../shared/embed.ts'
import { wearStyle } from '../shared/wear-style.ts'

/** How the tenant wants the widget. */
export const look = signal<ShownLook>({})

const sheet = wearStyle('')

/** From now on it looks so. */
export const wear = (next: ShownLook): void => {
  look.value = next
  sheet.replaceSync(
    (['light', 'dark'] as const)
      .map((scheme) => {
        const own = next.palette?.[scheme]
        const root = scheme === 'dark' ? ':root[data-theme="dark"]' : ':root'
        return own === undefined
          ? ''
          : `${root}{--accent:${own.accent};--accent-ink:${own.ink};--accent-soft:${own.soft};--accent-text:${own.text}}`
      })
      .join(''),
  )
}
