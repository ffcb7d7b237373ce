// SPDX-License-Identifier: Apache-2.0
// A credit note by hand over a whole document: tried first, then issued.
import { Field, Textarea } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api, ok, type Schema } from '../../api/client';
import { Ask } from '../../ui/dialog';
import { Facts } from '../../ui/page';
import { Problem } from '../../ui/states';
import { Amount } from '../../ui/values';

type Invoice = Schema['Invoice'];

export function Credit(props: {
  invoice: Invoice;
  onClose: () => void;
  onDone: (id: string) => void;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const [key] = useState(() => crypto.randomUUID());
  const { invoice } = props;
  const post = (dry: boolean) => ok(api.POST('/v1/invoices/{invoice}/credit', {
    params: {
      path: { invoice: invoice.id }, query: dry ? { dry_run: true } : {},
      // Sent twice, it is issued once.
      header: dry ? {} : { 'Idempotency-Key': `"${key}"` },
    },
    body: { reason: reason.trim() },
  }));
  const preview = useMutation({ mutationFn: () => post(true) });
  const issue = useMutation({
    mutationFn: () => post(false),
    onSuccess: async (note) => {
      await queries.invalidateQueries();
      props.onDone(note.id);
    },
  });
  const note = preview.data;
  return (
    <Ask
      open title={t('invoice.credit_title', { number: invoice.id })}
      action={note ? t('invoice.credit_do') : t('invoice.credit_preview')}
      ready={reason.trim() !== ''} busy={preview.isPending || issue.isPending}
      onAct={() => (note ? issue.mutate() : preview.mutate())} onClose={props.onClose}
    >
      <p>{t('invoice.credit_text')}</p>
      <Field label={t('invoice.credit_reason')} required>
        <Textarea
          value={reason} resize="vertical"
          onChange={(_, data) => {
            setReason(data.value);
            preview.reset();
          }}
        />
      </Field>
      {preview.isError && <Problem error={preview.error} />}
      {issue.isError && <Problem error={issue.error} />}
      {note && (
        <div className="tb-preview">
          <h3>{t('invoice.credit_preview')}</h3>
          <Facts
            items={[
              [t('invoice.net'), <Amount key="n" value={note.total} currency={note.currency} />],
              [t('invoice.payable'), (
                <Amount key="p" value={note.payable} currency={note.currency} strong />
              )],
            ]}
          />
        </div>
      )}
    </Ask>
  );
}
