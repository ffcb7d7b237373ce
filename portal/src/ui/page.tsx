// SPDX-License-Identifier: Apache-2.0
import { useEffect, useId, type ReactNode } from 'react';

/** A page: its title is the document's, too. */
export function Page(props: {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  above?: ReactNode;
  children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${props.title} · Tollbridge`;
  }, [props.title]);
  return (
    <div className="tb-page">
      {props.above}
      <header className="tb-page-head">
        <div>
          <h1>{props.title}</h1>
          {props.lead && <p className="tb-lead">{props.lead}</p>}
        </div>
        {props.actions && <div className="tb-actions">{props.actions}</div>}
      </header>
      {props.children}
    </div>
  );
}

export function Section(props: {
  title: string;
  hint?: ReactNode;
  aside?: ReactNode;
  plain?: boolean;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={props.plain ? 'tb-section tb-plain' : 'tb-section'} aria-labelledby={id}>
      <header className="tb-section-head">
        <div>
          <h2 id={id}>{props.title}</h2>
          {props.hint && <p className="tb-hint">{props.hint}</p>}
        </div>
        {props.aside && <div className="tb-actions">{props.aside}</div>}
      </header>
      {props.children}
    </section>
  );
}

/** One number that matters, with what it means below it. */
export function Stat(props: {
  label: string;
  value: ReactNode;
  detail?: ReactNode;
  tone?: 'warning' | 'good';
}) {
  return (
    <div className={`tb-stat${props.tone ? ` tb-${props.tone}` : ''}`}>
      <dt>{props.label}</dt>
      <dd className="tb-stat-value">{props.value}</dd>
      {props.detail && <dd className="tb-stat-detail">{props.detail}</dd>}
    </div>
  );
}

export function Stats(props: { children: ReactNode }) {
  return <dl className="tb-stats">{props.children}</dl>;
}

/** Names and values, one under the other. */
export function Facts(props: { items: [string, ReactNode][] }) {
  return (
    <dl className="tb-facts">
      {props.items.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
