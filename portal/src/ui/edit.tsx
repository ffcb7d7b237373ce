// SPDX-License-Identifier: Apache-2.0
// Makes or changes one object of the registry: the API is asked what a change would do while it is
// entered, and says what is wrong at the field; nothing is written before somebody saves.
import { Checkbox } from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { ApiProblem, request } from '../api/client';
import { useMe } from '../api/me';
import { Ask } from './dialog';
import { faultsOf, isAllAtFields, patchOf, valuesOf, type Group, type Values } from './entries';
import { Entries, isNoLook, LOOK, useSettled } from './form';
import { Loading, Problem } from './states';

interface Told {
  changed: boolean;
  notes: string[];
}

interface Props {
  title: string;
  text?: ReactNode;
  action?: string;
  groups: Group[] | ((values: Values) => Group[]);
  onClose: () => void;
  onDone: (values: Values) => void;
}

type Send = (body: Record<string, unknown>, values: Values, more: string) => Promise<Told>;

function Form(props: Props & { before: Values; isNew: boolean; send: Send }) {
  const { t } = useTranslation();
  const me = useMe();
  const queries = useQueryClient();
  const [values, setValues] = useState(props.before);
  const [corrects, setCorrects] = useState(false);
  const groups = typeof props.groups === 'function' ? props.groups(values) : props.groups;
  const entries = groups.flatMap((group) => group.entries);
  const sent = (now: Values) => patchOf(entries, props.isNew ? {} : props.before, now);
  const more = corrects ? 'correct_closed=true' : '';
  const isWhole = Object.keys(faultsOf(entries, values)).length === 0;
  const isChanged = props.isNew || Object.keys(sent(values)).length > 0;
  const settled = useSettled(values);
  const looked = useQuery({
    queryKey: [LOOK, props.title, settled, more],
    queryFn: () => props.send(sent(settled), settled, ['dry_run=true', more].filter(Boolean)
      .join('&')),
    enabled: isWhole && isChanged && settled === values,
    retry: false, staleTime: 0, gcTime: 0,
  });
  const save = useMutation({
    mutationFn: () => props.send(sent(values), values, more),
    onSuccess: async () => {
      props.onDone(values);
      await queries.invalidateQueries({ predicate: isNoLook });
    },
  });
  const error = save.error ?? looked.error;
  const isClosed = error instanceof ApiProblem && error.code === 'ClosedPeriodDependsOnIt';
  return (
    <Ask
      open wide title={props.title} action={props.action ?? t('action.save')}
      ready={isWhole && isChanged && settled === values && looked.isSuccess}
      busy={save.isPending || save.isSuccess}
      onAct={() => save.mutate()} onClose={props.onClose}
    >
      {props.text && <p>{props.text}</p>}
      <Entries
        groups={groups} values={values} error={error}
        onChange={(name, value) => {
          save.reset();
          setValues((before) => ({ ...before, [name]: value }));
        }}
      />
      {(isClosed || corrects) && me.role === 'provider' && (
        <Checkbox
          label={t('form.correct_closed')} checked={corrects}
          onChange={(_, data) => setCorrects(Boolean(data.checked))}
        />
      )}
      {error !== null && !isAllAtFields(error, entries) && <Problem error={error} />}
      {looked.data && looked.data.notes.length > 0 && (
        <ul className="tb-notes">
          {looked.data.notes.map((note) => <li key={note}>{note}</li>)}
        </ul>
      )}
    </Ask>
  );
}

/** A new object; `path` is made of what was entered. An id that is taken is refused. */
export function Create(props: Props & {
  initial?: Values;
  path: (values: Values) => string;
}) {
  const { t } = useTranslation();
  const send: Send = async (body, values, more) => {
    try {
      return (await request<Told>('PUT', `${props.path(values)}?${more}`, body,
        { 'If-None-Match': '*' })).body;
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status !== 412) throw error;
      const groups = typeof props.groups === 'function' ? props.groups(values) : props.groups;
      const key = groups.flatMap((group) => group.entries).find((entry) => entry.key)?.name;
      const taken = { pointer: `/${key}`, code: 'IdTaken', detail: t('form.taken') };
      throw new ApiProblem(412, taken.code, taken.detail, error.requestId, [taken]);
    }
  };
  return <Form {...props} before={props.initial ?? {}} isNew send={send} />;
}

/** A change of what is there, refused if somebody else changed it meanwhile. */
export function Edit(props: Props & { path: string; method?: 'PATCH' | 'PUT' }) {
  const now = useQuery({
    queryKey: [LOOK, props.path],
    queryFn: () => request<Record<string, unknown>>('GET', props.path),
    staleTime: 0, gcTime: 0,
  });
  if (!now.data) {
    return (
      <Ask
        open wide title={props.title} action={props.action ?? ''} ready={false}
        onAct={() => undefined} onClose={props.onClose}
      >
        {now.isError ? <Problem error={now.error} /> : <Loading />}
      </Ask>
    );
  }
  const { body: object, headers } = now.data;
  const groups = typeof props.groups === 'function'
    ? props.groups(object as Values) : props.groups;
  const send: Send = async (body, _, more) =>
    (await request<Told>(props.method ?? 'PATCH', `${props.path}?${more}`, body,
      { 'If-Match': headers.get('ETag') ?? '*' })).body;
  return (
    <Form
      {...props} isNew={false} send={send}
      before={valuesOf(groups.flatMap((group) => group.entries), object)}
    />
  );
}
