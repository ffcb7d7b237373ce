// SPDX-License-Identifier: Apache-2.0
import type { Translation } from '.';
import { change } from './sv_change';
import { month } from './sv_month';
import { paid } from './sv_paid';
import { path } from './sv_path';
import { shell } from './sv_shell';
import { who } from './sv_who';

const sv: Translation = { ...shell, ...month, ...path, ...who, ...change, ...paid };

export default sv;
