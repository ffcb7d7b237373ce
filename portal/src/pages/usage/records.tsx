// SPDX-License-Identifier: Apache-2.0
// The records behind a sum, a page at a time.
import { Button } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { api, ok, type Schema } from '../../api/client';
import { useNames } from '../../api/names';
import { Section } from '../../ui/page';
import { Rows } from '../../ui/rows';
import { Loading, Problem } from '../../ui/states';
import type { Column } from '../../ui/table';
import { Id, Quantity, Time } from '../../ui/values';
import type { Narrow } from './narrow';

type UsageRecord = Schema['UsageRecords']['rows'][number];

const PAGE = 100;

export function Records(props: {
  period: string;
  narrow: Narrow;
  name: string;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const names = useNames();
  const { period, narrow } = props;
  const records = useInfiniteQuery({
    queryKey: ['usage_records', period, narrow],
    queryFn: ({ pageParam, signal }) => ok(api.GET('/v1/usage/records', {
      params: { query: { period, ...narrow, limit: PAGE, cursor: pageParam } }, signal,
    })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next,
  });
  const rows = records.data?.pages.flatMap((page) => page.rows) ?? [];
  const columns: Column<UsageRecord>[] = [
    {
      id: 'start', header: t('explain.start'), width: '10.5rem', card: 'title',
      cell: (row) => <Time value={row.start} />,
    },
    {
      id: 'tenant', header: t('unregistered.tenant'), width: 'minmax(0, 1.1fr)',
      cell: (row) => names.ofTenant(row.tenant)?.name ?? <Id value={row.tenant} />,
    },
    { id: 'meter', header: t('dimension.meter'), cell: (row) => names.meter(row.meter) },
    {
      id: 'resource', header: t('explain.resource'), width: 'minmax(0, 1.4fr)',
      cell: (row) => <span className="tb-break">{row.resource}</span>,
    },
    {
      id: 'quantity', header: t('invoice.quantity'), end: true, card: 'end',
      cell: (row) => <Quantity value={row.quantity} unit={names.unit(row.meter)} />,
    },
    {
      id: 'arrived', header: t('records.arrived'), width: '10.5rem',
      cell: (row) => <Time value={row.received_at} />,
    },
  ];
  return (
    <Section
      title={t('records.of', { name: props.name })} hint={t('records.hint')}
      aside={(
        <Button size="small" icon={<DismissRegular />} onClick={props.onClose}>
          {t('records.close')}
        </Button>
      )}
    >
      {records.isError && <Problem error={records.error} />}
      {records.isPending ? <Loading /> : (
        <Rows
          label={t('records.title')} columns={columns} rows={rows}
          rowKey={(row) => [row.stack, row.subscription, row.meter, row.resource, row.start, row.id]
            .join(' ')}
          none={{ title: t('records.none') }}
        />
      )}
      {records.hasNextPage && (
        <div className="tb-way-on">
          <Button disabled={records.isFetching} onClick={() => void records.fetchNextPage()}>
            {t('records.more')}
          </Button>
        </div>
      )}
    </Section>
  );
}
