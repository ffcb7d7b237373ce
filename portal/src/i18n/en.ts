// SPDX-License-Identifier: Apache-2.0
// One meaning each: GLOSSARY.md has the words.
import { change } from './en_change';
import { month } from './en_month';
import { paid } from './en_paid';
import { path } from './en_path';
import { shell } from './en_shell';
import { who } from './en_who';

const en = { ...shell, ...month, ...path, ...who, ...change, ...paid };

export default en;
