import { t } from './texts.ts'

export const SynonymsPage = () => <h1>{t('synonyms')}</h1>
