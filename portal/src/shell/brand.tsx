// SPDX-License-Identifier: Apache-2.0
export function Brand(props: { place?: string }) {
  return (
    <div className="tb-brand">
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="7" fill="#0b5563" />
        <path
          d="M5 21h22M8 21v-6a8 8 0 0 1 16 0v6M16 7v14"
          fill="none" stroke="#fff" strokeWidth="2.5" strokeLinecap="round"
        />
      </svg>
      <div>
        <b>Tollbridge</b>
        {props.place && <span>{props.place}</span>}
      </div>
    </div>
  );
}
