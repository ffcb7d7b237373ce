// SPDX-License-Identifier: Apache-2.0
// Long work of the server: what waits, runs and has ended.
import { Badge } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { api, everyPage, ok } from '../../api/client';
import { isOver, type LongOperation } from '../../api/operations';
import { Page, Section } from '../../ui/page';
import { Progress } from '../../ui/progress';
import { Rows } from '../../ui/rows';
import { Await } from '../../ui/states';
import type { Column } from '../../ui/table';
import { Time } from '../../ui/values';

const colours = {
  waiting: 'informative', running: 'brand', succeeded: 'success', failed: 'danger',
  cancelled: 'warning',
} as const;

const POLL = 3000;

export function Component() {
  const { t } = useTranslation();
  const operations = useQuery({
    queryKey: ['operation_list'],
    queryFn: () => everyPage<LongOperation>(async (cursor) => {
      const query = { limit: 1000, cursor };
      const body = await ok(api.GET('/v1/operations', { params: { query } }));
      return { rows: body.operations, next: body.next };
    }),
    refetchInterval: POLL,
  });
  const columns: Column<LongOperation>[] = [
    {
      id: 'target', header: t('operation.what'), width: 'minmax(0, 2.4fr)', card: 'title',
      cell: (row) => <code className="tb-break">{row.target}</code>,
    },
    {
      id: 'state', header: t('stack.state'), width: '7.5rem', card: 'end',
      cell: (row) => (
        <Badge appearance="tint" color={colours[row.state]}>{t(`work_state.${row.state}`)}</Badge>
      ),
    },
    {
      id: 'created', header: t('operation.begun'), width: '10.5rem',
      order: (a, b) => (a.created_at < b.created_at ? -1 : 1),
      cell: (row) => <Time value={row.created_at} />,
    },
    {
      id: 'ended', header: t('operation.ended'), width: '10.5rem',
      cell: (row) => <Time value={row.ended_at} />,
    },
    {
      id: 'why', header: t('operation.outcome'), width: 'minmax(0, 1.6fr)',
      cell: (row) => row.problem?.detail ?? row.progress?.doing ?? '',
    },
  ];
  return (
    <Page title={t('page.operations')} lead={t('operation.lead')}>
      <Await query={operations}>
        {(rows) => {
          const running = rows.filter((row) => !isOver(row));
          return (
            <>
              {running.length > 0 && (
                <Section title={t('operation.running')}>
                  <div className="tb-stack">
                    {running.map((row) => (
                      <Progress key={row.id} operation={row} label={row.target} />
                    ))}
                  </div>
                </Section>
              )}
              <Section title={t('operation.title')} hint={t('operation.hint')}>
                <Rows
                  label={t('operation.title')} columns={columns} rows={rows}
                  rowKey={(row) => row.id} sorted={{ by: 'created', down: true }}
                  none={{ title: t('operation.none'), text: t('operation.none_text') }}
                />
              </Section>
            </>
          );
        }}
      </Await>
    </Page>
  );
}
