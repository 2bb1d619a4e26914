/** Line icons on a 24 grid, drawn with the text's colour; decoration only, the words stand beside them. */
const PATHS = {
  bot: 'M12 3v3M6 9h12a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2zM9 13.5v1M15 13.5v1M2 13v2M22 13v2',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20a7.5 7.5 0 0 1 15 0',
  queue: 'M12 7v5l3 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z',
  done: 'M5 12.5l4.5 4.5L19 7.5',
  send: 'M5 12h13M12.5 5.5 19 12l-6.5 6.5',
  close: 'M6 6l12 12M18 6 6 18',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  note: 'M5 4h14v11l-5 5H5zM14 20v-5h5',
  undo: 'M9 7 4 12l5 5M4 12h11a5 5 0 0 1 0 10',
  back: 'M15 5l-7 7 7 7',
  panel: 'M4 5h16v14H4zM14 5v14',
  help: 'M9 9.5a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 18v.01M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6 19 19M5 19l1.4-1.4M17.6 6.4 19 5',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z',
  auto: 'M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18',
  box: 'M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8',
  truck: 'M3 6h11v10H3zM14 10h4l3 3v3h-7M7 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM17 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  card: 'M3 6h18v12H3zM3 10h18',
  alert: 'M12 4 2.5 20h19zM12 10v4M12 17v.01',
  chat: 'M4 5h16v11H10l-5 4v-4H4z',
  spark: 'M12 3l1.8 5.2L19 10l-5.2 1.8L12 17l-1.8-5.2L5 10l5.2-1.8zM19 16v4M17 18h4',
  down: 'M6 9.5l6 6 6-6',
  book: 'M12 6.5C10 5 7 4.5 4 4.5v13c3 0 6 .5 8 2 2-1.5 5-2 8-2v-13c-3 0-6 .5-8 2zM12 6.5v13',
  upload: 'M12 16V5M7 9.5 12 4.5l5 5M5 15v4h14v-4',
  chart: 'M4 20h16M7 20v-7M12 20V6M17 20v-4',
  ban: 'M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM5.7 5.7l12.6 12.6',
  swap: 'M4 9h14l-4-4M20 15H6l4 4',
  globe:
    'M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM3.5 12h17M12 3c2.7 2.4 4 5.5 4 9s-1.3 6.6-4 9c-2.7-2.4-4-5.5-4-9s1.3-6.6 4-9z',
  mail: 'M3 6h18v12H3zM3.5 6.5 12 13l8.5-6.5',
  phone: 'M6 3h3l1.5 5-2 1.5a12 12 0 0 0 6 6l1.5-2 5 1.5v3a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2z',
  sliders:
    'M4 7h9M17 7h3M4 17h3M11 17h9M15 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM9 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  gear: 'M12 15.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM10.4 2.8h3.2l.5 2.7 1.9 1.1 2.6-.9 1.6 2.7-2.1 1.8v2.2l2.1 1.8-1.6 2.7-2.6-.9-1.9 1.1-.5 2.7h-3.2l-.5-2.7-1.9-1.1-2.6.9-1.6-2.7 2.1-1.8v-2.2l-2.1-1.8 1.6-2.7 2.6.9 1.9-1.1z',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  rewind: 'M20 19V5l-9 7zM11 19V5l-8 7z',
  next: 'M5 5v14l9-7zM18 5v14',
  out: 'M10 5H5v14h5M14 8l4 4-4 4M18 12H9',
  clip: 'M20 11.5 12 19.5a5 5 0 0 1-7-7l8.500-8.500a3.300 3.300 0 0 1 4.700 4.700L9.700 17a1.600 1.600 0 0 1-2.300-2.300L15 7',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  up: 'M7 11v9H4v-9zM7 11l4-8a2 2 0 0 1 2.500 2.300L13 9h5.500a2 2 0 0 1 2 2.400l-1.300 7a2 2 0 0 1-2 1.600H7',
  thumbDown:
    'M17 13V4h3v9zM17 13l-4 8a2 2 0 0 1-2.500-2.300L11 15H5.500a2 2 0 0 1-2-2.400l1.300-7a2 2 0 0 1 2-1.600H17',
  save: 'M12 4v11M7 10.500l5 5 5-5M5 19h14',
} as const

export type IconName = keyof typeof PATHS

export const Icon = ({ name, size = 18 }: { name: IconName; size?: number }) => (
  <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={PATHS[name]} />
  </svg>
)

/** The mark: a Tab key with its arrow. */
export const Mark = ({ size = 28 }: { size?: number }) => (
  <svg class="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <rect x="1" y="3" width="30" height="26" rx="8" />
    <path d="M8 16h12M15 10.5l5.5 5.5-5.5 5.5M24.5 10v12" />
  </svg>
)
