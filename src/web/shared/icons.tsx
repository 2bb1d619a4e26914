import type { MORE_ICONS } from './more-icons.ts'
import type { TALK_ICONS } from './talk-icons.ts'

/** Line icons on a 24 grid, drawn with the text's colour; decoration only, the words stand beside them. Those of the widget's first picture. */
const BASIC = {
  bot: 'M12 3v3M6 9h12a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2zM9 13.5v1M15 13.5v1M2 13v2M22 13v2',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20a7.5 7.5 0 0 1 15 0',
  send: 'M5 12h13M12.5 5.5 19 12l-6.5 6.5',
  close: 'M6 6l12 12M18 6 6 18',
  clip: 'M20 11.5 12 19.5a5 5 0 0 1-7-7l8.5-8.5a3.3 3.3 0 0 1 4.7 4.7L9.7 17a1.6 1.6 0 0 1-2.3-2.3L15 7',
} as const

const paths: Record<string, string> = { ...BASIC }

export type IconName = keyof typeof BASIC | keyof typeof TALK_ICONS | keyof typeof MORE_ICONS

/** For what shows more than the widget's first picture, which is kept small. */
export const addIcons = (more: Record<string, string>): void => {
  Object.assign(paths, more)
}

export const Icon = ({ name, size = 18 }: { name: IconName; size?: number }) => (
  <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={paths[name]} />
  </svg>
)

/** The mark: a Tab key with its arrow. */
export const Mark = ({ size = 28 }: { size?: number }) => (
  <svg class="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <rect x="1" y="3" width="30" height="26" rx="8" />
    <path d="M8 16h12M15 10.5l5.5 5.5-5.5 5.5M24.5 10v12" />
  </svg>
)
