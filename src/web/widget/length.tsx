import { language, locale } from '../shared/i18n.ts'
import { t } from './texts.ts'

/** Share of the longest message from which on the length is shown. */
const NEAR = 0.9

/** How long a message is that nears what the server takes. */
export const Length = ({ length, max }: { length: number; max: number }) => {
  const said = (n: number) => n.toLocaleString(locale(language.value))
  const isLong = length > max
  return (
    <p class={isLong ? 'length over' : 'length'} role="status">
      {length > max * NEAR && t(isLong ? 'tooLong' : 'length', { n: said(length), max: said(max) })}
    </p>
  )
}
