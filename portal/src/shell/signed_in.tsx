// SPDX-License-Identifier: Apache-2.0
// Where the issuer sends the browser back to.
import {
  Link, MessageBar, MessageBarBody, MessageBarTitle,
} from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { finishSignIn } from '../session/session';
import { Loading } from '../ui/states';
import { Brand } from './brand';

// Read once: the code is taken out of the address at once.
const answer = new URLSearchParams(location.search);

export function SignedIn() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    finishSignIn(answer).then(
      (wanted) => void navigate(wanted, { replace: true }),
      (error: Error) => setFault(error.message),
    );
  }, [navigate]);
  return (
    <main className="tb-door">
      <div>
        <Brand />
        <h1>{t('door.title')}</h1>
        {fault === undefined ? <Loading lines={2} /> : (
          <>
            <MessageBar intent="error" layout="multiline" role="alert">
              <MessageBarBody>
                <MessageBarTitle>{t('door.failed')}</MessageBarTitle>
                {fault === 'state' || fault === 'nonce' ? t('door.failed_state') : fault}
              </MessageBarBody>
            </MessageBar>
            <Link href={import.meta.env.BASE_URL}>{t('door.retry')}</Link>
          </>
        )}
      </div>
    </main>
  );
}
