import { useEffect } from 'preact/hooks'
import type { Files } from '../shared/files.ts'

/** The whole panel takes files that are dropped on it; shows nothing. */
export const DropPlace = ({ files }: { files: Files }) => {
  useEffect(() => {
    // A file that misses the box would replace the page.
    const over = (event: DragEvent) => event.preventDefault()
    const dropped = (event: DragEvent) => {
      event.preventDefault()
      files.add(event.dataTransfer?.files ?? [])
    }
    addEventListener('dragover', over)
    addEventListener('drop', dropped)
    return () => {
      removeEventListener('dragover', over)
      removeEventListener('drop', dropped)
    }
  }, [files])
  return null
}
