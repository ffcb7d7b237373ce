// SPDX-License-Identifier: Apache-2.0
// A fault of our own: the page says so, and the rest of the portal goes on.
import { Button } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { useRouteError } from 'react-router';

import { Page } from '../ui/page';
import { Problem } from '../ui/states';

export function RouteProblem() {
  const { t } = useTranslation();
  const error = useRouteError();
  // After an upgrade of the server the files of the page are gone: a reload gets the new ones.
  const stale = /import|module script/i.test(String(error));
  return (
    <Page title={t(stale ? 'fault.stale' : 'fault.title')} lead={t('fault.text')}>
      {!stale && <Problem error={error} />}
      <div><Button onClick={() => location.reload()}>{t('fault.reload')}</Button></div>
    </Page>
  );
}
