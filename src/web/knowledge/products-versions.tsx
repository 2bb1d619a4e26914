import { useSignal } from '@preact/signals'
import type { ProductPage, ProductVersion } from '../../domain/product-import.ts'
import { Confirm } from './confirm.tsx'
import { Failure } from './failure.tsx'
import { Moment } from './moment.tsx'
import { word } from './products-texts.ts'
import { useWorkroom } from './workroom.ts'

/** Versions of the catalogue, newest first, each with the way back to it. */
export const ProductsVersions = ({ page, onDone }: { page: ProductPage; onDone(): void }) => {
  const { call, mayEdit, toast } = useWorkroom()
  const asking = useSignal<ProductVersion | undefined>(undefined)
  const busy = useSignal(false)
  const error = useSignal<unknown>(undefined)
  const restore = async ({ n }: ProductVersion) => {
    busy.value = true
    error.value = undefined
    try {
      await call(`/knowledge/products/versions/${n}/rollback`, { body: {} })
      toast.value = { kind: 'done', text: word('restored', { n }) }
      onDone()
    } catch (problem) {
      error.value = problem
    }
    busy.value = false
    asking.value = undefined
  }
  const sure = asking.value
  return (
    <section class="card">
      <h2>{word('versions')}</h2>
      {error.value !== undefined && <Failure error={error.value} />}
      <ul class="rows">
        {page.versions.map((version) => (
          <li key={version.n}>
            <strong>{word('version', { n: version.n })}</strong>
            <span>{whatOf(version)}</span>
            <span class="counts">{word('count', { n: version.count })}</span>
            {version.at !== undefined && (
              <span class="muted small">
                {version.by} · <Moment iso={version.at} />
              </span>
            )}
            {version.n === page.version ? (
              <span class="chip">{word('inUse')}</span>
            ) : (
              mayEdit && (
                <button
                  type="button"
                  class="button"
                  aria-label={`${word('restore')}: ${word('version', { n: version.n })}`}
                  onClick={() => {
                    asking.value = version
                  }}
                >
                  {word('restore')}
                </button>
              )
            )}
          </li>
        ))}
      </ul>
      {sure !== undefined && (
        <Confirm
          title={word('restoreSure', { n: sure.n })}
          action={word('restore')}
          busy={busy.value}
          onConfirm={() => void restore(sure)}
          onClose={() => {
            asking.value = undefined
          }}
        >
          <p>{word('restoreText', { n: sure.n, count: sure.count })}</p>
        </Confirm>
      )}
    </section>
  )
}

const whatOf = ({ n, file, note, backTo }: ProductVersion): string =>
  [n === 0 ? word('seed') : backTo === undefined ? file : word('backTo', { n: backTo }), note]
    .filter((part) => part !== undefined)
    .join(' · ')
