// SPDX-License-Identifier: Apache-2.0
// A few fields and one thing to do with them, where the API has no look before it is done.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';

import { Ask } from './dialog';
import { faultsOf, isAllAtFields, type Entry, type Values } from './entries';
import { Entries } from './form';
import { Problem } from './states';

export function Enter<T>(props: {
  title: string;
  text?: ReactNode;
  action: string;
  entries: Entry[] | ((values: Values) => Entry[]);
  initial?: Values;
  /** `key` makes it once, however often it is sent. */
  send: (values: Values, key: string) => Promise<T>;
  onClose: () => void;
  onDone: (answer: T) => void;
}) {
  const queries = useQueryClient();
  const [values, setValues] = useState<Values>(props.initial ?? {});
  const [key, setKey] = useState(() => crypto.randomUUID());
  const entries = typeof props.entries === 'function' ? props.entries(values) : props.entries;
  const send = useMutation({
    mutationFn: () => props.send(values, `"${key}"`),
    onSuccess: async (answer) => {
      await queries.invalidateQueries();
      props.onDone(answer);
    },
  });
  return (
    <Ask
      open title={props.title} action={props.action}
      ready={Object.keys(faultsOf(entries, values)).length === 0}
      busy={send.isPending || send.isSuccess}
      onAct={() => send.mutate()} onClose={props.onClose}
    >
      {props.text && <p>{props.text}</p>}
      {entries.length > 0 && (
        <Entries
          groups={[{ entries }]} values={values} error={send.error}
          onChange={(name, value) => {
            send.reset();
            setKey(crypto.randomUUID());
            setValues((before) => ({ ...before, [name]: value }));
          }}
        />
      )}
      {send.isError && !isAllAtFields(send.error, entries) && <Problem error={send.error} />}
    </Ask>
  );
}
