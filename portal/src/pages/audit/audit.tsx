// SPDX-License-Identifier: Apache-2.0
// What was recorded, when and by whom; and the proof that nobody changed it afterwards.
import { Button, Field, SearchBox } from '@fluentui/react-components';
import { ShieldCheckmarkRegular } from '@fluentui/react-icons';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';

import { api, everyPage, ok, type Schema } from '../../api/client';
import { Page, Section } from '../../ui/page';
import { Await, Empty, Problem } from '../../ui/states';
import { DataTable, type Column } from '../../ui/table';
import { Count, Id, Time } from '../../ui/values';

type Entry = Schema['AuditList']['entries'][number];

export function Component() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const words = (search.get('find') ?? '').toLowerCase();
  const audit = useQuery({
    queryKey: ['audit_list'],
    queryFn: () => everyPage<Entry>(async (cursor) => {
      const body = await ok(api.GET('/v1/audit', { params: { query: { limit: 1000, cursor } } }));
      return { rows: body.entries, next: body.next };
    }),
  });
  const verify = useMutation({ mutationFn: () => ok(api.POST('/v1/audit/verify', {})) });
  const columns: Column<Entry>[] = [
    {
      id: 'commit', header: t('audit.commit'), width: '5.5rem', card: 'detail',
      order: (a, b) => a.commit - b.commit, cell: (row) => <Count value={row.commit} />,
    },
    {
      id: 'at', header: t('audit.at'), width: '10.5rem', card: 'end',
      cell: (row) => <Time value={row.known_at} />,
    },
    { id: 'actor', header: t('audit.actor'), width: 'minmax(0, 1fr)', cell: (row) => row.actor },
    {
      id: 'action', header: t('audit.action'), width: 'minmax(0, 1fr)', card: 'title',
      cell: (row) => row.action,
    },
    {
      id: 'detail', header: t('audit.detail'), width: 'minmax(0, 2.4fr)',
      cell: (row) => <span className="tb-break">{row.detail}</span>,
    },
    { id: 'hash', header: t('audit.hash'), width: '8.5rem', cell: (row) => <Id value={row.hash} /> },
  ];
  return (
    <Page
      title={t('page.audit')} lead={t('audit.lead')}
      actions={(
        <Button
          icon={<ShieldCheckmarkRegular />} disabled={verify.isPending}
          onClick={() => verify.mutate()}
        >
          {t('audit.verify')}
        </Button>
      )}
    >
      {verify.isError && <Problem error={verify.error} />}
      {verify.isSuccess && <p className="tb-credit" role="status">{t('audit.verified')}</p>}
      <Field label={t('action.search')}>
        <SearchBox
          value={search.get('find') ?? ''} placeholder={t('audit.search')}
          onChange={(_, data) => setSearch(data.value ? { find: data.value } : {}, {
            replace: true,
          })}
        />
      </Field>
      <Section title={t('audit.entries')}>
        <Await query={audit}>
          {(all) => {
            const rows = all.filter((row) => !words
              || `${row.actor} ${row.action} ${row.detail}`.toLowerCase().includes(words));
            return rows.length === 0 ? <Empty title={t('audit.none')} /> : (
              <DataTable
                label={t('audit.entries')} columns={columns} rows={rows}
                rowKey={(row) => String(row.commit)} sorted={{ by: 'commit', down: true }}
              />
            );
          }}
        </Await>
      </Section>
    </Page>
  );
}
