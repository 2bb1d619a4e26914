import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { LEAST_CONTRAST, type WidgetLook } from '../../domain/settings.ts'
import { contrast, isHexColour } from '../../lib/contrast.ts'
import { shownLook } from '../../lib/palette.ts'
import { language } from '../shared/i18n.ts'
import { theme } from '../shared/theme.ts'
import { s } from './settings-texts.ts'

/** Milliseconds of rest before the preview is made anew. */
const REST_MS = 400
const PAPER = '#f6f4ef'

/** The real widget on an empty page, as it would look. */
export const WidgetPreview = ({ look, query }: { look: WidgetLook; query: string }) => {
  const shown = useSignal(look)
  useEffect(() => {
    const isReadable = isHexColour(look.accent) && contrast(look.accent, PAPER) >= LEAST_CONTRAST
    const timer = setTimeout(() => {
      if (isReadable) shown.value = look
    }, REST_MS)
    return () => clearTimeout(timer)
  }, [JSON.stringify(look)])
  const attribute = JSON.stringify(shownLook(shown.value)).replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  const page = `<!doctype html><html lang="${language.value}"><script src="/widget.js${query}" data-look="${attribute}" data-locale="${language.value}" data-theme="${theme.value}"></script></html>`
  return (
    <section class="look-preview" aria-labelledby="preview-title">
      <h3 id="preview-title">{s('preview')}</h3>
      <p class="muted small">{s('previewHint')}</p>
      <iframe
        key={page}
        title={s('preview')}
        srcdoc={page}
        onLoad={({ currentTarget }) => currentTarget.contentWindow?.tabdesk?.open()}
      />
    </section>
  )
}
