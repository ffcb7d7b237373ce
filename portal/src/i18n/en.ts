// SPDX-License-Identifier: Apache-2.0
// One meaning each: GLOSSARY.md has the words.
import { month } from './en_month';
import { shell } from './en_shell';

const en = { ...shell, ...month };

export default en;
