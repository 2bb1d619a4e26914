import type { ImportReport } from '../../domain/knowledge-import.ts'
import { ApiError, type Problem } from '../shared/api.ts'
import { session } from './session.ts'
import { createUploads, type SendFile } from './uploads.ts'

/** By XMLHttpRequest: `fetch` does not tell how much has been sent. */
const sendFile: SendFile = (file, { replace, progress, signal }) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', '/v1/knowledge/imports')
    request.setRequestHeader('authorization', `Bearer ${session.token.value}`)
    request.responseType = 'json'
    request.upload.addEventListener('progress', ({ loaded, total }) => progress(total > 0 ? loaded / total : 0))
    request.addEventListener('load', () => {
      if (request.status < 300) {
        resolve(request.response as ImportReport)
        return
      }
      if (request.status === 401) session.signOut('expired')
      reject(new ApiError(request.status, (request.response ?? {}) as Problem))
    })
    request.addEventListener('error', () => reject(new TypeError('the server cannot be reached')))
    request.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')))
    signal.addEventListener('abort', () => request.abort())
    const form = new FormData()
    // Fields first: the server reads the form as it comes.
    if (replace) form.append('replace', 'true')
    form.append('file', file)
    request.send(form)
  })

/** Of the whole page: files that were chosen are still there after the sign-in has ended and begun again. */
export const uploads = createUploads(sendFile)
