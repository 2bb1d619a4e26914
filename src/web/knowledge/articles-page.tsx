import { t } from './texts.ts'

export const ArticlesPage = () => <h1>{t('articles')}</h1>
