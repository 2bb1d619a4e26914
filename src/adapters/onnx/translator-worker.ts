import { serveModel } from './model-worker.ts'
import { loadTranslator } from './translator-model.ts'

serveModel(loadTranslator)
