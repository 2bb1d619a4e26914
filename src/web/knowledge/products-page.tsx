import './products.css'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { download } from './download.ts'
import { Failure } from './failure.tsx'
import { useLoaded } from './loaded.ts'
import { fetchProducts } from './products-api.ts'
import { ProductsTable } from './products-table.tsx'
import { word } from './products-texts.ts'
import { ProductsUpload } from './products-upload.tsx'
import { ProductsVersions } from './products-versions.tsx'
import { t } from './texts.ts'
import { useWorkroom } from './workroom.ts'

/** Pause after the last letter before products are looked for, milliseconds. */
const TYPED_MS = 250

/** What the shop sells: the table now, uploads that are checked first, versions. */
export const ProductsPage = () => {
  const workroom = useWorkroom()
  const typed = useSignal('')
  const asked = useSignal('')
  useEffect(() => {
    const timer = setTimeout(() => {
      asked.value = typed.value
    }, TYPED_MS)
    return () => clearTimeout(timer)
  }, [typed.value])
  const { value, error, reload } = useLoaded((signal) => fetchProducts(workroom, asked.value, signal), [asked.value])
  const save = () =>
    download(workroom, '/knowledge/products.csv', 'products.csv').catch(() => {
      workroom.toast.value = { kind: 'bad', text: word('downloadFailed') }
    })
  return (
    <>
      <h1>{word('title')}</h1>
      <p class="muted page-intro">{word('intro')}</p>
      {workroom.mayEdit && <ProductsUpload onDone={reload} />}
      <section class="card" aria-busy={value === undefined}>
        <h2>{word('now', { n: value?.count ?? '…' })}</h2>
        <div class="products-tools">
          <input
            class="field"
            type="search"
            aria-label={word('search')}
            placeholder={word('search')}
            value={typed.value}
            onInput={(event) => {
              typed.value = event.currentTarget.value
            }}
          />
          {workroom.mayEdit && (
            <button type="button" class="button" onClick={() => void save()}>
              {word('download')}
            </button>
          )}
        </div>
        {error !== undefined && <Failure error={error} retry={reload} />}
        {value === undefined && error === undefined && <p class="muted">{t('loading')}</p>}
        {value !== undefined && <ProductsTable page={value} />}
      </section>
      {value !== undefined && <ProductsVersions page={value} onDone={reload} />}
    </>
  )
}
