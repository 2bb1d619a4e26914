import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ImportReport } from '../../domain/knowledge-import.ts'
import { language } from '../shared/i18n.ts'
import { Icon } from '../shared/icons.tsx'
import { href } from './address.ts'
import { download } from './download.ts'
import { Failure } from './failure.tsx'
import { word } from './import-texts.ts'
import { ImportsList } from './imports-list.tsx'
import { useLoaded } from './loaded.ts'
import { go, route } from './route.ts'
import { uploads } from './send-file.ts'
import { t } from './texts.ts'
import { ACCEPT } from './upload-limits.ts'
import { UploadList } from './upload-list.tsx'
import { useWorkroom } from './workroom.ts'

/** Where files come in, and what waits for a decision. */
export const ImportStart = () => {
  const workroom = useWorkroom()
  const imports = useLoaded(
    (signal) => workroom.call<{ imports: ImportReport[] }>('/knowledge/imports', { signal }),
    [],
  )
  const take = async (files: readonly File[], replace: boolean) => {
    const reports = await uploads.add(files, replace)
    const [only] = reports
    const stillHere = route.value.page === 'import' && route.value.rest.length === 0
    if (files.length === 1 && only !== undefined && stillHere) go(href(['import', only.id]))
    else imports.reload()
  }
  const template = () =>
    download(workroom, `/knowledge/imports/template.csv?lang=${language.value}`, 'tabdesk-template.csv').catch(() => {
      workroom.toast.value = { kind: 'bad', text: word('templateFailed') }
    })
  const waiting = imports.value?.imports.filter(({ state }) => state !== 'committed' && state !== 'rolledBack')
  return (
    <>
      <h1>{t('import')}</h1>
      <p class="muted">{word('intro')}</p>
      <DropZone onFiles={(files, replace) => void take(files, replace)} />
      <p>
        <button type="button" class="link-button" onClick={() => void template()}>
          {word('template')}
        </button>
      </p>
      <UploadList />
      <section class="card">
        <h2>{word('waitingImports')}</h2>
        {imports.error !== undefined && <Failure error={imports.error} retry={imports.reload} />}
        {waiting?.length === 0 && <p class="muted">{word('noWaiting')}</p>}
        {waiting !== undefined && waiting.length > 0 && <ImportsList imports={waiting} />}
        <a href={href(['history', 'imports'])}>{word('allImports')}</a>
      </section>
    </>
  )
}

const DropZone = ({ onFiles }: { onFiles(files: readonly File[], replace: boolean): void }) => {
  const over = useSignal(false)
  const replace = useSignal(false)
  useEffect(() => {
    // A file that is dropped beside the zone would replace the page.
    const keep = (event: DragEvent) => event.preventDefault()
    addEventListener('dragover', keep)
    addEventListener('drop', keep)
    return () => {
      removeEventListener('dragover', keep)
      removeEventListener('drop', keep)
    }
  }, [])
  const hover = (is: boolean) => (event: DragEvent) => {
    event.preventDefault()
    over.value = is
  }
  return (
    <section class="card">
      <fieldset
        class={`drop-zone ${over.value ? 'over' : ''}`}
        onDragOver={hover(true)}
        onDragLeave={hover(false)}
        onDrop={(event) => {
          hover(false)(event)
          const files = [...(event.dataTransfer?.files ?? [])]
          if (files.length > 0) onFiles(files, replace.value)
        }}
      >
        <legend class="sr">{word('choose')}</legend>
        <Icon name="upload" size={30} />
        <span>{word('drop')}</span>
        <label class="button primary">
          <input
            class="sr"
            type="file"
            multiple
            accept={ACCEPT}
            aria-describedby="upload-limits"
            onChange={(event) => {
              const files = [...(event.currentTarget.files ?? [])]
              // The same file, changed, can be chosen again.
              event.currentTarget.value = ''
              if (files.length > 0) onFiles(files, replace.value)
            }}
          />
          {word('choose')}
        </label>
        <p class="muted small" id="upload-limits">
          {word('limits')}
        </p>
      </fieldset>
      <label class="check">
        <input
          type="checkbox"
          checked={replace.value}
          onChange={(event) => {
            replace.value = event.currentTarget.checked
          }}
        />
        {word('replace')}
      </label>
    </section>
  )
}
