import { serveModel } from './model-worker.ts'
import { loadTranscriber } from './transcriber-model.ts'

serveModel(loadTranscriber)
