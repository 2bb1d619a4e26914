import type { Ref } from 'preact'
import { ACCEPTED } from './accepted.ts'

/** The browser's own choice of files, opened by a click on what `chooser` refers to; the same file can be chosen again. */
export const FileChooser = ({
  chooser,
  onFiles,
}: {
  chooser: Ref<HTMLInputElement>
  onFiles(files: readonly File[]): void
}) => (
  <input
    ref={chooser}
    type="file"
    multiple
    hidden
    tabIndex={-1}
    accept={ACCEPTED}
    onChange={({ currentTarget }) => {
      onFiles([...(currentTarget.files ?? [])])
      currentTarget.value = ''
    }}
  />
)
