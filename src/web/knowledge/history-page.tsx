import { t } from './texts.ts'

export const HistoryPage = () => <h1>{t('history')}</h1>
