// SPDX-License-Identifier: Apache-2.0
// Stacks and their registrations.
import { Badge, Button } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';

import { api, ok, type Schema } from '../../api/client';
import { useMay, useMe } from '../../api/me';
import { useNames, useRegistrations } from '../../api/names';
import { monthOf } from '../../format/time';
import { Page, Section } from '../../ui/page';
import { Rows } from '../../ui/rows';
import { Await, Problem } from '../../ui/states';
import type { Column } from '../../ui/table';
import { Time } from '../../ui/values';
import { NewStack } from '../forms/places';
import { StackHealth } from '../overview/stack_health';

type Registration = Schema['Registration'];

export function Component() {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const names = useNames();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  const registrations = useRegistrations();
  const approve = useMutation({
    mutationFn: (registration: string) =>
      ok(api.POST('/v1/registrations/{registration}/approve', {
        params: { path: { registration } },
      })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['registration_list'] }),
  });
  const columns: Column<Registration>[] = [
    {
      id: 'name', header: t('registration.name'), width: 'minmax(0, 1.2fr)', card: 'title',
      order: (a, b) => a.name.localeCompare(b.name),
      cell: (row) => <Link to={`/stacks/${row.cloud_id}`}>{row.name}</Link>,
    },
    {
      id: 'stack', header: t('stack.stack'), width: 'minmax(0, 0.8fr)',
      cell: (row) => names.stack(row.cloud_id),
    },
    {
      id: 'default', header: t('registration.default'), width: 'minmax(0, 1.6fr)',
      cell: (row) => names.subscription(row.subscription),
    },
    {
      id: 'model', header: t('registration.model'), width: '8rem',
      cell: (row) => t(`billing_model.${row.billing_model}`),
    },
    {
      id: 'from', header: t('registration.from'), width: '10.5rem',
      cell: (row) => (
        <>
          <Time value={row.from} />
          {row.to && <span className="tb-two">{t('registration.to')} <Time value={row.to} /></span>}
        </>
      ),
    },
    {
      id: 'approved', header: t('registration.approved'), width: '8rem', card: 'action',
      cell: (row) => (row.approved
        ? <Badge appearance="tint" color="success">{t('registration.yes')}</Badge>
        : may('registration_approve') ? (
          <Button
            size="small" appearance="primary" disabled={approve.isPending}
            onClick={() => approve.mutate(row.name)}
          >
            {t('registration.approve')}
          </Button>
        ) : <Badge appearance="tint" color="warning">{t('registration.waits')}</Badge>),
    },
  ];
  return (
    <Page
      title={t('page.stacks')} lead={t('stack.lead')}
      actions={may('stack_put') && (
        <Button appearance="primary" icon={<AddRegular />} onClick={() => setAdding(true)}>
          {t('stack.add')}
        </Button>
      )}
    >
      {approve.isError && <Problem error={approve.error} />}
      <StackHealth period={monthOf(me.now)} />
      {may('registration_list') && (
        <Section title={t('registration.title')} hint={t('registration.hint')}>
          <Await query={registrations}>
            {(rows) => (
              <Rows
                label={t('registration.title')} columns={columns} rows={rows}
                rowKey={(row) => `${row.name} ${row.from}`}
                none={{ title: t('registration.none'), text: t('registration.none_text') }}
              />
            )}
          </Await>
        </Section>
      )}
      {adding && (
        <NewStack
          onClose={() => setAdding(false)} onDone={(id) => void navigate(`/stacks/${id}`)}
        />
      )}
    </Page>
  );
}
