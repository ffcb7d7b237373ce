// SPDX-License-Identifier: Apache-2.0
import {
  Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle,
} from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';

import { lastIssuer, signIn, signOut } from '../session/session';
import { useConfig } from './gate';

/** The session is over: the way back in leads to the same page. */
export function SessionEnded() {
  const { t } = useTranslation();
  const config = useConfig();
  const { pathname, search } = useLocation();
  const issuer = config.data && lastIssuer(config.data);
  return (
    <Dialog open modalType="alert">
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('session.ended')}</DialogTitle>
          <DialogContent>{t('session.ended_text')}</DialogContent>
          <DialogActions>
            <Button onClick={signOut}>{t('session.leave')}</Button>
            <Button
              appearance="primary"
              disabled={!issuer}
              onClick={() => issuer && void signIn(issuer, pathname + search)}
            >
              {t('session.again')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
