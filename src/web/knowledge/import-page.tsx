import { ImportStart } from './import-start.tsx'
import { ImportView } from './import-view.tsx'
import { route } from './route.ts'

/** `#/import` takes files, `#/import/<id>` shows what one would do, or did. */
export const ImportPage = () => {
  const [id] = route.value.rest
  return id === undefined ? <ImportStart /> : <ImportView key={id} id={id} />
}
