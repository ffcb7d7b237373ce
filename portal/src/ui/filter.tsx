// SPDX-License-Identifier: Apache-2.0
// What narrows a list; it stands in the address.
import { Field, SearchBox, Select } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import { useAddress } from './address';

/** Words to look for, under "find". */
export function Find(props: { placeholder: string }) {
  const { t } = useTranslation();
  const { get, set } = useAddress();
  return (
    <Field label={t('action.search')} className="tb-grow">
      <SearchBox
        placeholder={props.placeholder} value={get('find')}
        onChange={(_, data) => set('find', data.value)}
      />
    </Field>
  );
}

/** One of several, or all of them. */
export function FilterBy(props: {
  name: string;
  label: string;
  all: string;
  options: [string, string][];
}) {
  const { get, set } = useAddress();
  return (
    <Field label={props.label}>
      <Select value={get(props.name)} onChange={(_, data) => set(props.name, data.value)}>
        <option value="">{props.all}</option>
        {props.options.map(([value, text]) => (
          <option key={value} value={value}>{text}</option>
        ))}
      </Select>
    </Field>
  );
}
