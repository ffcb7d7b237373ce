// SPDX-License-Identifier: Apache-2.0
// Waits for the first usage of a stack, and says how it may come.
import { MessageBar, MessageBarBody, MessageBarTitle, Spinner } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Schema } from '../../api/client';
import { useMe } from '../../api/me';
import { format } from '../../format/decimal';
import { month, monthOf } from '../../format/time';
import { Copied } from '../../ui/copied';
import { useLocale } from '../../ui/values';

export function UsageStep(props: {
  stack: Schema['Stack'];
  registration: Schema['Registration'];
  records: number;
}) {
  const { t } = useTranslation();
  const locale = useLocale();
  const me = useMe();
  const { cloud_id: id } = props.stack;
  if (props.records > 0) {
    return (
      <div className="tb-stack">
        <MessageBar intent="success" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>{t('onboarding.arrived')}</MessageBarTitle>
            {t('onboarding.arrived_text', {
              records: format(String(props.records), locale),
            })}{' '}
            {props.registration.from > me.now ? t('onboarding.quarantined')
              : t('onboarding.finished')}
          </MessageBarBody>
        </MessageBar>
        <div className="tb-actions">
          <Link to={`/stacks/${id}`}>{t('onboarding.see_stack')}</Link>
          <Link to={`/usage?stack=${id}&by=tenant`}>{t('onboarding.see_usage')}</Link>
        </div>
      </div>
    );
  }
  return (
    <div className="tb-stack" aria-live="polite">
      <Spinner
        size="small" labelPosition="after" className="tb-start"
        label={t('onboarding.waiting', { month: month(monthOf(me.now), locale) })}
      />
      <p className="tb-hint">{t('onboarding.waiting_text')}</p>
      <Copied
        text={`tollbridge --server ${location.origin} usage import --stack ${id} usage.csv`}
      />
    </div>
  );
}
