// SPDX-License-Identifier: Apache-2.0
// Moves a stack to another default subscription, or ends its registration: what that does to open
// and closed months is shown first.
import { Checkbox, Field, Input, Select } from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { request, type Schema } from '../../api/client';
import { useMay, useMe } from '../../api/me';
import { useRegistrations } from '../../api/names';
import { AtHour } from '../../ui/at_hour';
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

// Shows what a change does while it is entered, and makes it.
function Changing(props: Props & {
  title: string;
  text: string;
  action: string;
  /** What the preview is asked with. */
  body: object;
  ready: boolean;
  call: (path: string, dry: boolean) => Promise<{ body: Change }>;
  children: ReactNode;
}) {
  const queries = useQueryClient();
  const path = `/v1/registrations/${encodeURIComponent(props.registration.name)}`;
  const send = async (dry: boolean) => (await props.call(path, dry)).body;
  const preview = usePreview(path, props.body, props.ready, () => send(true));
  const change = useMutation({
    mutationFn: () => send(false),
    onSuccess: async () => {
      props.onDone();
      await queries.invalidateQueries({ predicate: isNoLook });
    },
  });
  return (
    <Ask
      open wide title={props.title} action={props.action}
      ready={props.ready && preview.isReady} busy={change.isPending}
      onAct={() => change.mutate()} onClose={props.onClose}
    >
      <p>{props.text}</p>
      {props.children}
      {preview.isFetching && !preview.data && <Loading lines={2} />}
      {preview.isError && <Problem error={preview.error} />}
      {preview.data && <Effects change={preview.data} />}
      {change.isError && <Problem error={change.error} />}
    </Ask>
  );
}

export function Move(props: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const { name } = props.registration;
  const taken = (useRegistrations().data ?? []).map((one) => one.name);
  const defaults = useDefaults().filter(([id]) => id !== props.registration.subscription);
  const [subscription, setSubscription] = useState('');
  const [newName, setNewName] = useState(() => freeName(nextName(name), taken));
  const [at, setAt] = useState(`${me.now.slice(0, 13)}:00`);
  const [copies, setCopies] = useState(true);
  const body = {
    new_name: newName.trim(), subscription, at: fullHour(at), copy_mappings: copies,
  };
  return (
    <Changing
      {...props} title={t('move.title', { name })} text={t('move.text')} action={t('move.do')}
      body={body}
      ready={subscription !== '' && body.new_name !== '' && body.at !== undefined}
      call={(path, dry) => request('POST', `${path}/move${dry ? '?dry_run=true' : ''}`, body)}
    >
      <Field label={t('move.to')} required>
        <Select value={subscription} onChange={(_, data) => setSubscription(data.value)}>
          <option value="">{t('form.choose')}</option>
          {defaults.map(([id, text]) => <option key={id} value={id}>{text}</option>)}
        </Select>
      </Field>
      <Field label={t('move.name')} required hint={t('move.name_hint')}>
        <Input value={newName} onChange={(_, data) => setNewName(data.value)} />
      </Field>
      <AtHour value={at} onChange={setAt} />
      <Checkbox
        label={t('move.copy')} checked={copies}
        onChange={(_, data) => setCopies(Boolean(data.checked))}
      />
    </Changing>
  );
}

export function End(props: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const { name } = props.registration;
  const [at, setAt] = useState(`${me.now.slice(0, 13)}:00`);
  const from = fullHour(at);
  return (
    <Changing
      {...props} title={t('move.end_title', { name })} text={t('move.end_text')}
      action={t('stack.remove_do')} body={{ at: from }} ready={from !== undefined}
      call={(path, dry) =>
        request('DELETE', `${path}?at=${from}${dry ? '&dry_run=true' : ''}`)}
    >
      <AtHour value={at} onChange={setAt} />
    </Changing>
  );
}
