import { t } from './texts.ts'

export const NeverPage = () => <h1>{t('never')}</h1>
