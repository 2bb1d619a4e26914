import { shortDate } from '../shared/format.ts'
import { language } from '../shared/i18n.ts'

/** A moment in the shop's time zone; the exact one on hovering. */
export const Moment = ({ iso }: { iso: string }) => (
  <time dateTime={iso} title={iso}>
    {shortDate(iso, language.value, true)}
  </time>
)
