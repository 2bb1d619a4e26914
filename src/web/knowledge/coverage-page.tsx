import { t } from './texts.ts'

export const CoveragePage = () => <h1>{t('coverage')}</h1>
