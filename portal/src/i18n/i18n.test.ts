// SPDX-License-Identifier: Apache-2.0
// Goal: nobody meets a key, an English sentence in Swedish, or a hole where a number should be.
// Method: both languages side by side: the same keys, the same holes, no text left untranslated.
import { expect, it } from 'vitest';

import en from './en';
import sv from './sv';

function flat(value: object, path = ''): [string, string][] {
  return Object.entries(value).flatMap(([key, item]) =>
    typeof item === 'string' ? [[path + key, item] as [string, string]]
      : flat(item as object, `${path}${key}.`));
}

const holes = (text: string) => [...text.matchAll(/\{\{(\w+)/g)].map((one) => one[1]).sort();

it('has the same keys and holes in both languages', () => {
  const english = flat(en);
  const swedish = new Map(flat(sv));
  expect([...swedish.keys()].sort()).toEqual(english.map(([key]) => key).sort());
  for (const [key, text] of english) {
    expect(holes(swedish.get(key) ?? ''), key).toEqual(holes(text));
  }
});

it('has no English sentence in Swedish', () => {
  const swedish = new Map(flat(sv));
  const same = flat(en).filter(([key, text]) => text.includes(' ') && swedish.get(key) === text);
  expect(same).toEqual([]);
});
