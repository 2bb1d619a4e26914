import { t } from './texts.ts'

export const ImportPage = () => <h1>{t('import')}</h1>
