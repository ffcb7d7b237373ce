// SPDX-License-Identifier: Apache-2.0
// Nobody passes without a session; who passes is known to all pages.
import { Button } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useLocation } from 'react-router';

import { accessToken, loadConfig, sessionState, signIn, subscribe } from '../session/session';
import { ApiProblem } from '../api/client';
import { MeProvider, type Me } from '../api/me';
import { Loading, Problem } from '../ui/states';
import { Brand } from './brand';
import { LanguageSwitch } from './menus';
import { SessionEnded } from './session_ended';

export function useConfig() {
  return useQuery({ queryKey: ['config'], queryFn: loadConfig, staleTime: Infinity });
}

async function loadMe(): Promise<Me> {
  let response: Response;
  try {
    response = await fetch('/v1/me', {
      headers: { Authorization: `Bearer ${accessToken() ?? ''}` },
    });
  } catch (error) {
    throw new ApiProblem(0, 'Unreachable', String(error), undefined, []);
  }
  const body = (await response.json().catch(() => ({}))) as Me & { detail?: string };
  if (!response.ok) {
    throw new ApiProblem(response.status, '', body.detail ?? '', undefined, []);
  }
  return body;
}

export function Gate() {
  const session = useSyncExternalStore(subscribe, sessionState);
  const me = useQuery({
    queryKey: ['me', accessToken()],
    queryFn: loadMe,
    enabled: session === 'live',
    staleTime: 5 * 60_000,
    placeholderData: (before: Me | undefined) => before,
  });
  if (session === 'none') return <Door />;
  if (!me.data) {
    return (
      <main className="tb-door">
        <div>
          <Brand />
          {session === 'ended' ? <SessionEnded />
            : me.isError
              ? <Problem error={me.error} retry={() => void me.refetch()} />
              : <Loading lines={2} />}
        </div>
      </main>
    );
  }
  return (
    <MeProvider value={me.data}>
      <Outlet />
      {session === 'ended' && <SessionEnded />}
    </MeProvider>
  );
}

/** The page of those who have not signed in. */
function Door() {
  const { t } = useTranslation();
  const config = useConfig();
  const { pathname, search } = useLocation();
  return (
    <main className="tb-door">
      <div>
        <Brand place={config.data?.display_name} />
        <div>
          <h1>{t('door.title')}</h1>
          <p className="tb-hint">{t('door.text')}</p>
        </div>
        {config.isError && (
          <Problem error={config.error} retry={() => void config.refetch()} />
        )}
        {config.isPending && <Loading lines={2} />}
        {config.data?.issuers.map((issuer) => (
          <Button
            key={issuer.id}
            appearance="primary"
            size="large"
            onClick={() => void signIn(issuer, pathname + search)}
          >
            {issuer.development ? t('door.development') : t('door.with', { name: issuer.title })}
          </Button>
        ))}
        {config.data?.issuers.length === 0 && (
          <p>{t('door.nobody')}</p>
        )}
        {config.data?.issuers.some((issuer) => issuer.development) && (
          <p className="tb-hint">{t('door.development_text')}</p>
        )}
        <LanguageSwitch />
      </div>
    </main>
  );
}
