// SPDX-License-Identifier: Apache-2.0
// Loading, empty and failed: each says what is the matter and what to do.
import {
  Button, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle, Skeleton, SkeletonItem,
} from '@fluentui/react-components';
import { ArrowClockwiseRegular } from '@fluentui/react-icons';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { ApiProblem } from '../api/client';

export function Loading(props: { lines?: number }) {
  const { t } = useTranslation();
  return (
    <Skeleton aria-label={t('state.loading')} className="tb-loading">
      {Array.from({ length: props.lines ?? 4 }, (_, index) => (
        <SkeletonItem key={index} size={20} />
      ))}
    </Skeleton>
  );
}

export function Empty(props: { title: string; text?: ReactNode; action?: ReactNode }) {
  return (
    <div className="tb-empty">
      <p className="tb-empty-title">{props.title}</p>
      {props.text && <p>{props.text}</p>}
      {props.action && <div>{props.action}</div>}
    </div>
  );
}

/** What somebody can do about a problem, in their language; the API's own words below it. */
export function useAdvice(): (error: unknown) => { title: string; text: string; request?: string } {
  const { t } = useTranslation();
  return (error) => {
    if (!(error instanceof ApiProblem)) {
      return { title: t('problem.ours'), text: String(error) };
    }
    const kind = error.status === 0 ? 'unreachable'
      : error.status === 401 ? 'session'
        : error.status === 403 ? 'forbidden'
          : error.status === 404 ? 'missing'
            : error.status === 412 ? 'changed'
              : error.status === 429 || error.status === 503 ? 'busy'
                : error.status >= 500 ? 'server' : 'refused';
    const faults = error.faults.map((fault) =>
      [fault.line ? t('problem.line', { line: fault.line }) : fault.pointer, fault.detail]
        .filter(Boolean).join(': '));
    const text = kind === 'unreachable'
      ? t('problem.unreachable_text')
      : [error.detail, ...faults].join('\n');
    return { title: t(`problem.${kind}`), text, request: error.requestId };
  };
}

export function Problem(props: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const { title, text, request } = useAdvice()(props.error);
  return (
    <MessageBar intent="error" layout="multiline" role="alert">
      <MessageBarBody>
        <MessageBarTitle>{title}</MessageBarTitle>
        <span className="tb-lines">{text}</span>
        {request && <div className="tb-hint">{t('problem.request', { id: request })}</div>}
      </MessageBarBody>
      {props.retry && (
        <MessageBarActions>
          <Button icon={<ArrowClockwiseRegular />} onClick={props.retry}>
            {t('action.retry')}
          </Button>
        </MessageBarActions>
      )}
    </MessageBar>
  );
}

/** Draws what a query gives, or how it stands. */
export function Await<T>(props: {
  query: UseQueryResult<T>;
  lines?: number;
  children: (data: T) => ReactNode;
}) {
  const { query } = props;
  if (query.data !== undefined) return <>{props.children(query.data)}</>;
  if (query.isError) return <Problem error={query.error} retry={() => void query.refetch()} />;
  return <Loading lines={props.lines} />;
}
