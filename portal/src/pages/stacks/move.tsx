// SPDX-License-Identifier: Apache-2.0
// Moves a stack to another default subscription, or ends its registration: what that does to open
// and closed months is shown first.
import { Checkbox, Field, Input, Select } from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { request, type Schema } from '../../api/client';
import { useMay, useMe } from '../../api/me';
import { useRegistrations } from '../../api/names';
import { Ask } from '../../ui/dialog';
import { isNoLook, LOOK, useSettled } from '../../ui/form';
import { Loading, Problem } from '../../ui/states';
import { freeName, nextName } from '../forms/names';
import { useDefaults } from '../forms/places';
import { fullHour } from '../unregistered/effects';
import { Effects, type Change } from '../unregistered/effects_table';

function usePreview(path: string, body: object, wanted: boolean, dry: () => Promise<Change>) {
  const may = useMay();
  const settled = useSettled(JSON.stringify(body));
  const isCurrent = settled === JSON.stringify(body);
  const query = useQuery({
    queryKey: [LOOK, path, settled],
    queryFn: async () => {
      const change = await dry();
      if (!may('registration_preview')) return change;
      const told = await request<Change>('POST', `${path}/preview`, JSON.parse(settled));
      return { ...change, ...told.body };
    },
    enabled: wanted && isCurrent,
    retry: false, staleTime: 0, gcTime: 0,
  });
  return { ...query, isReady: query.isSuccess && isCurrent };
}

interface Props {
  registration: Schema['Registration'];
  onClose: () => void;
  onDone: () => void;
}

export function Move(props: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const queries = useQueryClient();
  const { name } = props.registration;
  const taken = (useRegistrations().data ?? []).map((one) => one.name);
  const defaults = useDefaults().filter(([id]) => id !== props.registration.subscription);
  const [subscription, setSubscription] = useState('');
  const [newName, setNewName] = useState(() => freeName(nextName(name), taken));
  const [at, setAt] = useState(`${me.now.slice(0, 13)}:00`);
  const [copies, setCopies] = useState(true);
  const path = `/v1/registrations/${encodeURIComponent(name)}`;
  const body = {
    new_name: newName.trim(), subscription, at: fullHour(at), copy_mappings: copies,
  };
  const send = async (dry: boolean) =>
    (await request<Change>('POST', `${path}/move${dry ? '?dry_run=true' : ''}`, body)).body;
  const ready = subscription !== '' && body.new_name !== '' && body.at !== undefined;
  const preview = usePreview(path, body, ready, () => send(true));
  const move = useMutation({
    mutationFn: () => send(false),
    onSuccess: async () => {
      props.onDone();
      await queries.invalidateQueries({ predicate: isNoLook });
    },
  });
  return (
    <Ask
      open wide title={t('move.title', { name })} action={t('move.do')}
      ready={ready && preview.isReady} busy={move.isPending}
      onAct={() => move.mutate()} onClose={props.onClose}
    >
      <p>{t('move.text')}</p>
      <Field label={t('move.to')} required>
        <Select value={subscription} onChange={(_, data) => setSubscription(data.value)}>
          <option value="">{t('form.choose')}</option>
          {defaults.map(([id, text]) => <option key={id} value={id}>{text}</option>)}
        </Select>
      </Field>
      <Field label={t('move.name')} required hint={t('move.name_hint')}>
        <Input value={newName} onChange={(_, data) => setNewName(data.value)} />
      </Field>
      <Field label={t('register.hour')} hint={t('register.hour_hint')}>
        <Input
          type="datetime-local" step={3600} value={at} onChange={(_, data) => setAt(data.value)}
        />
      </Field>
      <Checkbox
        label={t('move.copy')} checked={copies}
        onChange={(_, data) => setCopies(Boolean(data.checked))}
      />
      {preview.isFetching && !preview.data && <Loading lines={2} />}
      {preview.isError && <Problem error={preview.error} />}
      {preview.data && <Effects change={preview.data} />}
      {move.isError && <Problem error={move.error} />}
    </Ask>
  );
}

export function End(props: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const queries = useQueryClient();
  const { name } = props.registration;
  const [at, setAt] = useState(`${me.now.slice(0, 13)}:00`);
  const path = `/v1/registrations/${encodeURIComponent(name)}`;
  const from = fullHour(at);
  const send = async (dry: boolean) =>
    (await request<Change>('DELETE', `${path}?at=${from}${dry ? '&dry_run=true' : ''}`)).body;
  const preview = usePreview(path, { at: from }, from !== undefined, () => send(true));
  const end = useMutation({
    mutationFn: () => send(false),
    onSuccess: async () => {
      props.onDone();
      await queries.invalidateQueries({ predicate: isNoLook });
    },
  });
  return (
    <Ask
      open wide title={t('move.end_title', { name })} action={t('stack.remove_do')}
      ready={preview.isReady} busy={end.isPending}
      onAct={() => end.mutate()} onClose={props.onClose}
    >
      <p>{t('move.end_text')}</p>
      <Field label={t('register.hour')} hint={t('register.hour_hint')}>
        <Input
          type="datetime-local" step={3600} value={at} onChange={(_, data) => setAt(data.value)}
        />
      </Field>
      {preview.isFetching && !preview.data && <Loading lines={2} />}
      {preview.isError && <Problem error={preview.error} />}
      {preview.data && <Effects change={preview.data} />}
      {end.isError && <Problem error={end.error} />}
    </Ask>
  );
}
