import type { MORE_ICONS } from './more-icons.ts'

/** Line icons on a 24 grid, drawn with the text's colour; decoration only, the words stand beside them. */
const BASIC = {
  bot: 'M12 3v3M6 9h12a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2zM9 13.5v1M15 13.5v1M2 13v2M22 13v2',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20a7.5 7.5 0 0 1 15 0',
  queue: 'M12 7v5l3 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z',
  send: 'M5 12h13M12.5 5.5 19 12l-6.5 6.5',
  close: 'M6 6l12 12M18 6 6 18',
  alert: 'M12 4 2.5 20h19zM12 10v4M12 17v.01',
  down: 'M6 9.5l6 6 6-6',
  clip: 'M20 11.5 12 19.5a5 5 0 0 1-7-7l8.500-8.500a3.300 3.300 0 0 1 4.700 4.700L9.700 17a1.600 1.600 0 0 1-2.300-2.300L15 7',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  up: 'M7 11v9H4v-9zM7 11l4-8a2 2 0 0 1 2.500 2.300L13 9h5.500a2 2 0 0 1 2 2.400l-1.300 7a2 2 0 0 1-2 1.600H7',
  thumbDown:
    'M17 13V4h3v9zM17 13l-4 8a2 2 0 0 1-2.500-2.300L11 15H5.500a2 2 0 0 1-2-2.400l1.300-7a2 2 0 0 1 2-1.600H17',
} as const

const paths: Record<string, string> = { ...BASIC }

export type IconName = keyof typeof BASIC | keyof typeof MORE_ICONS

/** For pages that show more than the widget, which is kept small. */
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
