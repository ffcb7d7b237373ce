// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Page } from '../ui/page';
import { Empty } from '../ui/states';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Page title={t('not_found.title')}>
      <Empty title={t('not_found.text')} action={<Link to="/">{t('not_found.home')}</Link>} />
    </Page>
  );
}
