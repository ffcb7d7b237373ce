// SPDX-License-Identifier: Apache-2.0
// A form drawn from its entries, each fault at its field.
import { Field, Input, Select, Textarea } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { faultsOf, refusedAt, type Entry, type Group, type Values } from './entries';
import { Spans } from './spans';

function Control(props: { entry: Entry; value: string; onChange: (next: string) => void }) {
  const { entry, value, onChange } = props;
  if (entry.kind === 'choice') {
    return (
      <Select
        value={value} disabled={entry.fixed} onChange={(_, data) => onChange(data.value)}
      >
        {entry.options?.map(([id, text]) => <option key={id} value={id}>{text}</option>)}
      </Select>
    );
  }
  if (entry.kind === 'lines' || entry.kind === 'area') {
    return (
      <Textarea
        value={value} readOnly={entry.fixed} resize="vertical"
        onChange={(_, data) => onChange(data.value)}
      />
    );
  }
  const type = entry.kind === 'hour' ? 'datetime-local' : entry.kind === 'day' ? 'date'
    : entry.kind === 'month' ? 'month' : 'text';
  return (
    <Input
      type={type} value={value} readOnly={entry.fixed}
      {...(type === 'datetime-local' && { step: 3600 })}
      onChange={(_, data) => onChange(entry.upper ? data.value.toUpperCase() : data.value)}
    />
  );
}

/** The fields of a form. What is missing is told once somebody was at the field. */
export function Entries(props: {
  groups: Group[];
  values: Values;
  onChange: (name: string, value: string) => void;
  error?: unknown;
}) {
  const { t } = useTranslation();
  const { values } = props;
  const [been, setBeen] = useState<ReadonlySet<string>>(new Set());
  const entries = props.groups.flatMap((group) => group.entries);
  const faults = faultsOf(entries, values);
  return (
    <div className="tb-stack">
      {props.groups.map((group, index) => (
        <fieldset key={group.title ?? index} className="tb-fields">
          {group.title && <legend>{group.title}</legend>}
          {group.entries.map((entry) => {
            const own = been.has(entry.name) ? faults[entry.name] : undefined;
            const fault = own === 'missing' ? t('form.missing')
              : own ?? refusedAt(props.error, entry.name);
            if (entry.kind === 'spans') {
              return (
                <Spans
                  key={entry.name} entry={entry} fault={fault} value={values[entry.name] ?? ''}
                  onChange={(next) => props.onChange(entry.name, next)}
                />
              );
            }
            return (
              <Field
                key={entry.name} label={entry.label} required={entry.required} hint={entry.hint}
                className={entry.kind === 'lines' || entry.kind === 'area' ? 'tb-whole' : undefined}
                validationState={fault ? 'error' : 'none'} validationMessage={fault}
                onBlur={() => setBeen((before) => new Set(before).add(entry.name))}
              >
                <Control
                  entry={entry} value={values[entry.name] ?? ''}
                  onChange={(next) => props.onChange(entry.name, next)}
                />
              </Field>
            );
          })}
        </fieldset>
      ))}
    </div>
  );
}

/** What is looked at before it is saved would be refused once it is. */
export function isNoLook(query: { queryKey: readonly unknown[] }): boolean {
  return query.queryKey[0] !== LOOK;
}

export const LOOK = 'look';

/** The value once it has stayed the same for a moment. */
export function useSettled<T>(value: T, wait = 400): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), wait);
    return () => clearTimeout(timer);
  }, [value, wait]);
  return settled;
}
