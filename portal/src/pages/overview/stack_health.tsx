// SPDX-License-Identifier: Apache-2.0
// Each stack: whether it is registered, and when its usage was last heard of.
import { Badge } from '@fluentui/react-components';
import { useQueries } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { api, ok, type Schema } from '../../api/client';
import { useMay } from '../../api/me';
import { useNames, useStacks } from '../../api/names';
import { useUsage, type UsageSum } from '../../api/queries';
import { Section } from '../../ui/page';
import { Await, Empty } from '../../ui/states';
import { DataTable, type Column } from '../../ui/table';
import { Count, Id, Time } from '../../ui/values';

interface Health {
  stack: Schema['Stack'];
  lastDay?: string;
  records: number;
  contact?: string | null;
}

/** The last day with usage and the records of the month, for each stack. */
export function heard(rows: UsageSum[]): Map<string, { lastDay: string; records: number }> {
  const found = new Map<string, { lastDay: string; records: number }>();
  for (const row of rows) {
    if (!row.stack || !row.day) continue;
    const before = found.get(row.stack);
    found.set(row.stack, {
      lastDay: before && before.lastDay > row.day ? before.lastDay : row.day,
      records: (before?.records ?? 0) + row.records,
    });
  }
  return found;
}

const ASKED_MAX = 50;

export function StackHealth(props: { period: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const names = useNames();
  const stacks = useStacks();
  const usage = useUsage(props.period, ['stack', 'day']);
  const asked = may('batch_standing') ? (stacks.data ?? []).slice(0, ASKED_MAX) : [];
  const bridges = useQueries({
    queries: asked.map((stack) => ({
      queryKey: ['batch_standing', stack.cloud_id],
      queryFn: () => ok(api.GET('/v1/stacks/{cloud_id}/batches', {
        params: { path: { cloud_id: stack.cloud_id } },
      })),
    })),
  });
  const sums = heard(usage.data ?? []);
  const columns: Column<Health>[] = [
    {
      id: 'stack', header: t('stack.stack'), width: 'minmax(0, 1.6fr)', card: 'title',
      cell: ({ stack }) => (
        <>
          <Link to={`/stacks/${stack.cloud_id}`}>{stack.region || stack.cloud_id}</Link>
          <span className="tb-two"><Id value={stack.cloud_id} /></span>
        </>
      ),
    },
    {
      id: 'operator', header: t('stack.operator'), width: 'minmax(0, 1.5fr)',
      cell: ({ stack }) => names.party(stack.operator),
    },
    {
      id: 'state', header: t('stack.state'), width: '9rem', card: 'end',
      cell: ({ stack }) => (
        <Badge
          appearance="tint" color={stack.state === 'Registered' ? 'success' : 'warning'}
        >
          {t(`stack_state.${stack.state}`)}
        </Badge>
      ),
    },
    {
      id: 'last', header: t('stack.last_usage'), width: '9rem',
      cell: (row) => (row.lastDay ? <Time value={row.lastDay} day /> : t('stack.no_usage')),
    },
    {
      id: 'bridge', header: t('stack.bridge'), width: '11rem',
      cell: (row) => (row.contact ? <Time value={row.contact} /> : t('stack.no_bridge')),
    },
    {
      id: 'records', header: t('stack.records'), width: '7rem', end: true,
      cell: (row) => <Count value={row.records} />,
    },
  ];
  return (
    <Section title={t('stack.health')}>
      <Await query={stacks}>
        {(all) => (all.length === 0 ? (
          <Empty title={t('stack.none')} text={t('stack.none_text')} />
        ) : (
          <DataTable
            label={t('stack.health')}
            columns={may('batch_standing') ? columns
              : columns.filter((column) => column.id !== 'bridge')}
            rows={all.map((stack, index): Health => ({
              stack, records: 0, ...sums.get(stack.cloud_id),
              contact: bridges[index]?.data?.last_contact,
            }))}
            rowKey={(row) => row.stack.cloud_id}
          />
        ))}
      </Await>
    </Section>
  );
}
