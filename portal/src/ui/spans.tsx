// SPDX-License-Identifier: Apache-2.0
// Spans of hours in a form, one "begin/end" a line; an end may be open.
import { Button, Field, Input } from '@fluentui/react-components';
import { AddRegular, DismissRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';

import type { Entry } from './entries';

export function Spans(props: {
  entry: Entry;
  value: string;
  fault: string | undefined;
  onChange: (next: string) => void;
}) {
  const { t } = useTranslation();
  const { entry } = props;
  const rows = props.value ? props.value.split('\n') : [];
  const put = (next: string[]) => props.onChange(next.join('\n'));
  return (
    <fieldset className="tb-whole tb-stack tb-spans">
      <legend>{entry.label}</legend>
      {entry.hint && <p className="tb-hint">{entry.hint}</p>}
      {rows.map((row, index) => {
        const [from = '', to = ''] = row.split('/');
        const change = (next: string) =>
          put(rows.map((one, at) => (at === index ? next : one)));
        const hour = (label: string, value: string, next: (value: string) => string) => (
          <Field label={label}>
            <Input
              type="datetime-local" step={3600} value={value}
              onChange={(_, data) => change(next(data.value))}
            />
          </Field>
        );
        return (
          <div key={index} className="tb-filters">
            {hour(t('registration.from'), from, (value) => `${value}/${to}`)}
            {hour(t('registration.to'), to, (value) => `${from}/${value}`)}
            <Button
              icon={<DismissRegular />} onClick={() => put(rows.filter((_, at) => at !== index))}
              aria-label={t('form.spans_remove', { number: index + 1 })}
            />
          </div>
        );
      })}
      {props.fault && <p role="alert" className="tb-debit">{props.fault}</p>}
      <div>
        <Button size="small" icon={<AddRegular />} onClick={() => put([...rows, '/'])}>
          {t('form.spans_add')}
        </Button>
      </div>
    </fieldset>
  );
}
