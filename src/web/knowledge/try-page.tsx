import { t } from './texts.ts'

export const TryPage = () => <h1>{t('try')}</h1>
