import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { t } from './texts.ts'

/** Milliseconds that a suggestion must stand before it is read out, or typing would be talked over. */
const SETTLED_MS = 700

/** Tells screen readers of the grey text: that it is there, and once what it says. */
export const SpokenGhost = ({ rest }: { rest: string | undefined }) => {
  const settled = useSignal('')
  useEffect(() => {
    const timer = setTimeout(() => {
      settled.value = rest ?? ''
    }, SETTLED_MS)
    return () => clearTimeout(timer)
  }, [rest])
  return (
    <>
      <span id="ghost-said" class="sr">
        {rest !== undefined && t('suggestionAvailable')}
      </span>
      <span class="sr" role="status">
        {settled.value !== '' && t('suggestionSpoken', { text: settled.value })}
      </span>
    </>
  )
}
