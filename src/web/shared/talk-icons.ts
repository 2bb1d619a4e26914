/** What a conversation shows. */
export const TALK_ICONS = {
  alert: 'M12 4 2.5 20h19zM12 10v4M12 17v.01',
  down: 'M6 9.5l6 6 6-6',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  queue: 'M12 7v5l3 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z',
  up: 'M7 11v9H4v-9zM7 11l4-8a2 2 0 0 1 2.500 2.300L13 9h5.500a2 2 0 0 1 2 2.400l-1.300 7a2 2 0 0 1-2 1.600H7',
  thumbDown:
    'M17 13V4h3v9zM17 13l-4 8a2 2 0 0 1-2.500-2.300L11 15H5.500a2 2 0 0 1-2-2.400l1.300-7a2 2 0 0 1 2-1.600H17',
} as const
