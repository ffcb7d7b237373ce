// SPDX-License-Identifier: Apache-2.0
// From which full hour a change holds.
import { Field, Input } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

export function AtHour(props: { value: string; onChange: (next: string) => void }) {
  const { t } = useTranslation();
  return (
    <Field label={t('register.hour')} hint={t('register.hour_hint')}>
      <Input
        type="datetime-local" step={3600} value={props.value}
        onChange={(_, data) => props.onChange(data.value)}
      />
    </Field>
  );
}
