import type { FieldChange } from '../../domain/knowledge-import.ts'
import { DiffText } from './diff-text.tsx'
import { fieldName } from './diff-texts.ts'

/** What differs between two versions, field by field. */
export const Changes = ({ changes }: { changes: readonly FieldChange[] }) => (
  <dl class="changes">
    {changes.map(({ field, pieces }) => (
      <div key={field}>
        <dt>{fieldName(field)}</dt>
        <dd>
          <DiffText pieces={pieces} />
        </dd>
      </div>
    ))}
  </dl>
)
