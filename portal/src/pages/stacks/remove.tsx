// SPDX-License-Identifier: Apache-2.0
// Ends the registration of one tenant: from an hour on the default pays again.
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api, ok } from '../../api/client';
import { useMay, useMe } from '../../api/me';
import { useNames } from '../../api/names';
import { AtHour } from '../../ui/at_hour';
import { Ask } from '../../ui/dialog';
import { Problem } from '../../ui/states';
import { fullHour } from '../unregistered/effects';
import { mappingPreview, Preview } from '../unregistered/register';
import type { Span } from './timeline';

export function Remove(props: {
  registration: string;
  stack: string;
  span: Span;
  onClose: () => void;
  onDone: (name: string) => void;
}) {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const names = useNames();
  const { registration, span } = props;
  const [at, setAt] = useState(`${me.now.slice(0, 13)}:00`);
  const from = fullHour(at);
  const name = names.ofTenant(span.tenant)?.name ?? span.tenant;
  const call = (dry: boolean) =>
    ok(api.DELETE('/v1/registrations/{registration}/mappings/{tenant}', {
      params: {
        path: { registration, tenant: span.tenant },
        query: { effective_from: from, ...(dry ? { dry_run: true } : {}) },
      },
    }));
  const preview = useQuery({
    queryKey: ['mapping_delete', registration, span.tenant, from],
    queryFn: async () => {
      const change = await call(true);
      if (!may('mapping_preview')) return change;
      return { ...change, ...await mappingPreview(registration, span.tenant, null, from) };
    },
    enabled: from !== undefined,
    retry: false,
    staleTime: 0,
  });
  const remove = useMutation({
    mutationFn: () => call(false),
    onSuccess: () => props.onDone(name),
  });
  return (
    <Ask
      open wide title={t('stack.remove_title', { name })} action={t('stack.remove_do')}
      ready={preview.isSuccess} busy={remove.isPending}
      onAct={() => remove.mutate()} onClose={props.onClose}
    >
      <p>{t('stack.remove_text')}</p>
      <AtHour value={at} onChange={setAt} />
      {preview.isError && <Problem error={preview.error} />}
      {preview.data && from && (
        <Preview
          told from={from} change={preview.data}
          row={{
            stack: props.stack, tenant: span.tenant, since: span.from,
            subscription: span.subscription,
          }}
        />
      )}
      {remove.isError && <Problem error={remove.error} />}
    </Ask>
  );
}
