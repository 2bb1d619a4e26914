import { useSignal } from '@preact/signals'
import type { ImportReport } from '../../domain/knowledge-import.ts'
import { href } from './address.ts'
import { t } from './articles-texts.ts'
import { failureText } from './failure.tsx'
import { go } from './route.ts'
import { useWorkroom } from './workroom.ts'

/** Leads to what retiring the starter kit would do; nothing is retired before it is said there. */
export const RetireStarter = ({ count }: { count: number }) => {
  const { call, toast } = useWorkroom()
  const busy = useSignal(false)
  const begin = async () => {
    busy.value = true
    try {
      const { id } = await call<ImportReport>('/knowledge/starter-kit/retire', { method: 'POST' })
      go(href(['import', id]))
    } catch (error) {
      toast.value = { kind: 'bad', text: failureText(error) }
    }
    busy.value = false
  }
  return (
    <button type="button" class="button" disabled={busy.value} onClick={() => void begin()}>
      {t('retireStarter', { n: count.toLocaleString() })}
    </button>
  )
}
