// SPDX-License-Identifier: Apache-2.0
// From a stack nobody bills to its first usage on a bill. The stack stands in the address and what
// is done is read from the API, so the way survives reloads, other browsers and other people.
import { Badge, Button } from '@fluentui/react-components';
import { CheckmarkCircleFilled, CircleRegular, RecordRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Schema } from '../../api/client';
import { useMe } from '../../api/me';
import { useNames, useRegistrations, useStacks } from '../../api/names';
import { useUsage } from '../../api/queries';
import { monthOf } from '../../format/time';
import { useAddress } from '../../ui/address';
import { Page, Section } from '../../ui/page';
import { Rows } from '../../ui/rows';
import { Await, Loading } from '../../ui/states';
import type { Column } from '../../ui/table';
import { Id } from '../../ui/values';
import { EditStack, NewStack } from '../forms/places';
import { useMapped } from './mapped';
import { DefaultStep, RegistrationStep } from './registering';
import { isDone, isOpen, nextStep, steps, type Known, type Step } from './steps';
import { TenantsStep } from './tenants';
import { UsageStep } from './usage_step';

function Start() {
  const { t } = useTranslation();
  const { setAll } = useAddress();
  const names = useNames();
  const stacks = useStacks();
  const [adding, setAdding] = useState(false);
  const columns: Column<Schema['Stack']>[] = [
    {
      id: 'region', header: t('stack.stack'), card: 'title',
      cell: (row) => row.region || <Id value={row.cloud_id} />,
    },
    {
      id: 'operator', header: t('stack.operator'), cell: (row) => names.party(row.operator),
    },
    {
      id: 'missing', header: t('onboarding.missing'), card: 'end',
      cell: (row) => t(row.operator ? 'onboarding.registration' : 'onboarding.stack'),
    },
    {
      id: 'act', header: t('unregistered.action'), width: '7rem', end: true, card: 'action',
      cell: (row) => (
        <Button size="small" onClick={() => setAll({ stack: row.cloud_id, step: '' })}>
          {t('onboarding.go_on')}
        </Button>
      ),
    },
  ];
  return (
    <>
      <Section title={t('onboarding.stack')} hint={t('onboarding.stack_text')}>
        <Button appearance="primary" onClick={() => setAdding(true)}>
          {t('onboarding.start')}
        </Button>
      </Section>
      <Section title={t('onboarding.resume')} hint={t('onboarding.resume_hint')}>
        <Await query={stacks}>
          {(rows) => (
            <Rows
              label={t('onboarding.resume')} columns={columns}
              rows={rows.filter((row) => row.state !== 'Registered')}
              rowKey={(row) => row.cloud_id}
              none={{
                title: t('onboarding.resume_none'), text: t('onboarding.resume_none_text'),
              }}
            />
          )}
        </Await>
      </Section>
      {adding && (
        <NewStack
          onClose={() => setAdding(false)} onDone={(id) => setAll({ stack: id, step: '' })}
        />
      )}
    </>
  );
}

function StackStep(props: { stack: Schema['Stack'] }) {
  const { t } = useTranslation();
  const names = useNames();
  const [editing, setEditing] = useState(false);
  const close = () => setEditing(false);
  return (
    <div className="tb-stack">
      <p>
        <b>{props.stack.region}</b> <Id value={props.stack.cloud_id} />,{' '}
        {t('stack.operator').toLowerCase()} {names.party(props.stack.operator)}
      </p>
      <div>
        <Button onClick={() => setEditing(true)}>{t('form.edit')}</Button>
      </div>
      {editing && <EditStack id={props.stack.cloud_id} onClose={close} onDone={close} />}
    </div>
  );
}

function Marks(props: { known: Known; now: Step; onGo: (step: Step) => void }) {
  const { t } = useTranslation();
  return (
    <ol className="tb-way" aria-label={t('onboarding.steps')}>
      {steps.map((step) => {
        const done = isDone(step, props.known);
        const isNow = step === props.now;
        const mark = t(isNow ? 'onboarding.now_mark' : done ? 'onboarding.done_mark'
          : 'onboarding.later_mark');
        return (
          <li key={step}>
            <button
              type="button" aria-current={isNow ? 'step' : undefined}
              disabled={!isOpen(step, props.known)} onClick={() => props.onGo(step)}
            >
              {done ? <CheckmarkCircleFilled className="tb-icon-good" aria-hidden="true" />
                : isNow ? <RecordRegular aria-hidden="true" /> : <CircleRegular aria-hidden="true" />}
              {t(`onboarding.${step}`)}
              <span className="tb-hidden">{mark}</span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}

function Way(props: { stack: Schema['Stack'] }) {
  const { t } = useTranslation();
  const me = useMe();
  const { get, set, setAll } = useAddress();
  const { stack } = props;
  const registrations = useRegistrations();
  const registration = registrations.data?.find((one) =>
    one.cloud_id === stack.cloud_id && !one.to);
  const mapped = useMapped(registration?.name);
  const usage = useUsage(monthOf(me.now), ['stack'], true, 5000);
  const records = usage.data?.find((row) => row.stack === stack.cloud_id)?.records ?? 0;
  const known: Known = {
    stack, registration, subscription: get('subscription'), mapped: mapped.data?.length ?? 0,
    records,
  };
  if (registrations.isPending || mapped.isLoading) return <Loading lines={6} />;
  const asked = steps.find((one) => one === get('step'));
  const step = asked && isOpen(asked, known) ? asked : nextStep(known);
  const index = steps.indexOf(step);
  const before = steps[index - 1];
  const next = steps[index + 1];
  return (
    <>
      <Marks known={known} now={step} onGo={(one) => set('step', one)} />
      <Section
        title={t(`onboarding.${step}`)} hint={t(`onboarding.${step}_text`)}
        aside={(
          <Badge appearance="outline">
            {t('onboarding.step_of', { step: index + 1, of: steps.length })}
          </Badge>
        )}
      >
        {step === 'stack' && <StackStep stack={stack} />}
        {step === 'default' && (
          <DefaultStep
            stack={stack} chosen={registration?.subscription ?? get('subscription')}
            onChosen={registration ? undefined
              : (id) => setAll({ subscription: id, step: '' })}
          />
        )}
        {step === 'registration' && (
          <RegistrationStep
            stack={stack} registration={registration} subscription={get('subscription')}
          />
        )}
        {step === 'tenants' && registration && (
          <TenantsStep stack={stack} registration={registration} mapped={mapped.data ?? []} />
        )}
        {step === 'usage' && registration && (
          <UsageStep stack={stack} registration={registration} records={records} />
        )}
        <div className="tb-actions tb-way-on">
          {before && (
            <Button onClick={() => set('step', before)}>{t('onboarding.before')}</Button>
          )}
          {next && isOpen(next, known) && (
            <Button appearance="primary" onClick={() => set('step', next)}>
              {t('onboarding.next')}
            </Button>
          )}
        </div>
      </Section>
    </>
  );
}

export function Component() {
  const { t } = useTranslation();
  const { get, setAll } = useAddress();
  const wanted = get('stack');
  const stacks = useStacks();
  const stack = stacks.data?.find((one) => one.cloud_id === wanted);
  return (
    <Page
      title={t('page.onboarding')} lead={t('onboarding.lead')}
      actions={wanted && (
        <Button onClick={() => setAll({ stack: '', step: '', subscription: '' })}>
          {t('onboarding.other')}
        </Button>
      )}
    >
      {!wanted ? <Start /> : stack ? <Way key={wanted} stack={stack} /> : (
        <Await query={stacks}>
          {() => <Link to="/onboarding">{t('onboarding.other')}</Link>}
        </Await>
      )}
    </Page>
  );
}
