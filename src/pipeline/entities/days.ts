import type { Day } from './calendar.ts'
import type { Found } from './find.ts'
import { findToldDays } from './told-days.ts'
import { findWeekdays } from './weekdays.ts'
import { findWrittenDays } from './written-days.ts'

/** Days by their date, by their weekday and from `today`, with weeks and months; overlapping ones too. */
export const findDays = (text: string, today: Day): Found[] => [
  ...findWrittenDays(text, today),
  ...findToldDays(text, today),
  ...findWeekdays(text, today),
]
