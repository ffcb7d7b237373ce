// SPDX-License-Identifier: Apache-2.0
// One of a few: radio buttons that look like tabs, so that keys and screen readers know them.
import { useId } from 'react';

export function Choice<Value extends string>(props: {
  label: string;
  value: Value;
  options: [Value, string][];
  onChange: (next: Value) => void;
}) {
  const name = useId();
  return (
    <fieldset className="tb-choice">
      <legend className="tb-hidden">{props.label}</legend>
      {props.options.map(([value, text]) => (
        <label key={value}>
          <input
            type="radio" name={name} value={value} checked={value === props.value}
            onChange={() => props.onChange(value)}
          />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  );
}
