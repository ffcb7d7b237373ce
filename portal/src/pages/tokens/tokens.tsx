// SPDX-License-Identifier: Apache-2.0
// How a program gets to call the API as somebody.
import { Link as Anchor } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import { useMe, type Me } from '../../api/me';
import { Copied } from '../../ui/copied';
import { Facts, Page, Section } from '../../ui/page';
import { DataTable, type Column } from '../../ui/table';
import { Count, Id } from '../../ui/values';
import { claimsOf, commandFor, type Claim } from './claims';

export function Component() {
  const { t } = useTranslation();
  const me = useMe();
  const issuer = (me as Me & { issuer?: string }).issuer;
  const columns: Column<Claim>[] = [
    {
      id: 'claim', header: t('token.claim'), width: '9rem', card: 'title',
      cell: (row) => <code>{row.name}</code>,
    },
    { id: 'value', header: t('token.value'), card: 'end', cell: (row) => <code>{row.value}</code> },
  ];
  return (
    <Page title={t('page.tokens')} lead={t('token.lead')}>
      <Section title={t('token.yours')} hint={t('token.yours_hint')}>
        <Facts
          items={[
            [t('token.role'), t(`role.${me.role}`)],
            [t('token.subject'), me.subject],
            [t('token.issuer'), issuer ?? '–'],
            ...(me.partner ? [[t('customer.partner'), me.name ?? me.partner] as [string, string]]
              : []),
            ...(me.stack ? [[t('stack.stack'), <Id key="stack" value={me.stack} />] as
              [string, React.ReactNode]] : []),
            ...(me.tenant ? [[t('unregistered.tenant'), <Id key="tenant" value={me.tenant} />] as
              [string, React.ReactNode]] : []),
            [t('token.operations'), <Count key="count" value={me.operations.length} />],
          ]}
        />
      </Section>
      <Section title={t('token.make')} hint={t('token.make_hint')}>
        <div className="tb-stack">
          <h3>{t('token.cli')}</h3>
          <Copied text={commandFor(me)} />
          <h3>{t('token.claims')}</h3>
          <p className="tb-hint">{t('token.claims_text')}</p>
          <DataTable
            label={t('token.claims')} columns={columns} rows={claimsOf(me)}
            rowKey={(row) => row.name}
          />
        </div>
      </Section>
      <Section title={t('token.use')} hint={t('token.use_hint')}>
        <div className="tb-stack">
          <Copied text={`curl -H "Authorization: Bearer $TOKEN" ${location.origin}/v1/me`} />
          <div className="tb-actions">
            <Anchor href="/docs">{t('token.docs')}</Anchor>
            <Anchor href="/openapi.json">{t('token.document')}</Anchor>
          </div>
        </div>
      </Section>
      <Section title={t('token.webhooks')}><p>{t('token.webhooks_text')}</p></Section>
    </Page>
  );
}
