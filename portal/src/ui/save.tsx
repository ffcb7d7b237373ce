// SPDX-License-Identifier: Apache-2.0
import { Button, Spinner } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons';
import { useMutation } from '@tanstack/react-query';

import { fetchFile, save } from '../api/client';
import { useAdvice } from './states';

/** Downloads a file of the API. */
export function Save(props: {
  address: string;
  name: string;
  label: string;
  primary?: boolean;
}) {
  const advice = useAdvice();
  const load = useMutation({
    mutationFn: () => fetchFile(props.address, props.name),
    onSuccess: save,
  });
  return (
    <span className="tb-save">
      <Button
        appearance={props.primary ? 'primary' : 'secondary'}
        icon={load.isPending ? <Spinner size="tiny" /> : <ArrowDownloadRegular />}
        disabled={load.isPending}
        onClick={() => load.mutate()}
      >
        {props.label}
      </Button>
      {load.isError && (
        <span role="alert" className="tb-debit">
          {`${advice(load.error).title}: ${advice(load.error).text}`}
        </span>
      )}
    </span>
  );
}
