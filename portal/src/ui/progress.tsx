// SPDX-License-Identifier: Apache-2.0
import { Button, Field, ProgressBar } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { api, ok } from '../api/client';
import { isOver, type LongOperation } from '../api/operations';
import { Count } from './values';

/** How far long work is; it goes on without this page. */
export function Progress(props: { operation: LongOperation; label: string }) {
  const { t } = useTranslation();
  const { id, progress, state, cancelling } = props.operation;
  const cancel = useMutation({
    mutationFn: () => ok(api.POST('/v1/operations/{operation}/cancel', {
      params: { path: { operation: id } },
    })),
  });
  if (isOver(props.operation)) return null;
  const known = progress && progress.of > 0;
  return (
    <div className="tb-stack" aria-live="polite">
      <Field
        label={props.label}
        hint={(
          <>
            {state === 'waiting' ? t('work.waiting') : progress?.doing}
            {known && (
              <> · <Count value={progress.done} /> {t('work.of')} <Count value={progress.of} /></>
            )}
          </>
        )}
        validationState="none"
      >
        <ProgressBar value={known ? Math.min(progress.done / progress.of, 1) : undefined} />
      </Field>
      <div className="tb-actions">
        <Button
          size="small" disabled={cancelling || cancel.isPending}
          onClick={() => cancel.mutate()}
        >
          {cancelling ? t('work.cancelling') : t('work.cancel')}
        </Button>
        <span className="tb-hint">{t('work.goes_on')}</span>
      </div>
    </div>
  );
}
