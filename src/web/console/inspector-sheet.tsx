import './insight.css'
import type { InspectedTurn } from '../../domain/inspection.ts'
import { useFetched } from './fetched.ts'
import { i } from './insight-texts.ts'
import { InspectorView } from './inspector-view.tsx'
import { Sheet } from './sheet.tsx'

/** The flight recorder's window: all that a message was decided from. */
export const InspectorSheet = ({ conversation, seq }: { conversation: string; seq: number }) => {
  const path = `/v1/conversations/${encodeURIComponent(conversation)}/turns/${seq}`
  const { state, again } = useFetched<InspectedTurn>(path)
  const found = state.value
  return (
    <Sheet title={i('inspectTitle')} class="inspector">
      {() => (
        <div aria-live="polite">
          {found.name === 'loading' && <p>{i('loading')}</p>}
          {found.name === 'failed' &&
            (found.status === 404 ? (
              <p>{i('gone')}</p>
            ) : (
              <p>
                {i('failed', { why: found.why })}{' '}
                <button type="button" class="link-button" onClick={() => void again()}>
                  {i('again')}
                </button>
              </p>
            ))}
          {found.name === 'there' && <InspectorView turn={found.value} path={path} />}
        </div>
      )}
    </Sheet>
  )
}
