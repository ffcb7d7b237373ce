// SPDX-License-Identifier: Apache-2.0
// Goal: no amount, price or quantity is changed by being shown, added or compared.
// Method: values that a binary fraction cannot hold, and the edges of rounding and grouping.
import { describe, expect, it } from 'vitest';

import {
  compare, format, minorDigits, money, proportion, quantity, round, share, subtract, sum,
} from './decimal';

const thin = '\u00a0';

describe('a decimal', () => {
  it('is added exactly', () => {
    expect(sum(['0.1', '0.2'])).toBe('0.3');
    expect(sum(['12345678901234567890.123456789012345678', '0.000000000000000002']))
      .toBe('12345678901234567890.123456789012345680');
    expect(sum([])).toBe('0');
    expect(subtract('1.00', '2.5')).toBe('-1.50');
  });

  it('is compared by value, not by its text', () => {
    expect(compare('10', '9.99')).toBe(1);
    expect(compare('-1', '1')).toBe(-1);
    expect(compare('1.50', '1.5')).toBe(0);
  });

  it('is rounded half away from zero', () => {
    expect(round('2.345', 2)).toBe('2.35');
    expect(round('-2.345', 2)).toBe('-2.35');
    expect(round('2.3449', 2)).toBe('2.34');
    expect(round('2.3', 2)).toBe('2.3');
  });

  it('takes a proportion without a fraction of its own', () => {
    expect(proportion('100.00', 720, 240)).toBe('300.00');
    expect(proportion('0.01', 1, 3)).toBe('0.00');
  });

  it('becomes a share for drawing', () => {
    expect(share('1', '4')).toBe(0.25);
    expect(share('1', '0')).toBe(0);
  });
});

describe('what the eye sees', () => {
  it('has the marks of the locale', () => {
    expect(format('1234567.5', 'en')).toBe('1,234,567.5');
    expect(format('1234567.5', 'sv')).toBe(`1${thin}234${thin}567,5`);
    expect(format('-1234.5', 'sv')).toBe(`\u22121${thin}234,5`);
    expect(format('999', 'en')).toBe('999');
  });

  it('keeps digits that a JavaScript number would lose', () => {
    expect(format('9007199254740993', 'en')).toBe('9,007,199,254,740,993');
    expect(format('0.123456789012345678', 'en')).toBe('0.123456789012345678');
  });

  it('shows money with the digits of its currency, and more if there are more', () => {
    expect(money('1386.1', 'EUR', 'en')).toBe(`1,386.10${thin}EUR`);
    expect(money('0.0000077', 'EUR', 'en')).toBe(`0.0000077${thin}EUR`);
    expect(money('5', 'JPY', 'en')).toBe(`5${thin}JPY`);
    expect(money('-0.00', 'EUR', 'en')).toBe(`0.00${thin}EUR`);
    expect(money('5', 'EUR', 'en', { sign: true })).toBe(`+5.00${thin}EUR`);
    expect(minorDigits('no currency')).toBe(2);
  });

  it('shortens quantities to what says something', () => {
    expect(quantity('36127.523044541584241', 'en')).toBe('36,127.523');
    expect(quantity('0.00000077012', 'en')).toBe('0.00000077');
    expect(quantity('512', 'en')).toBe('512');
    expect(quantity('0', 'en')).toBe('0');
  });
});
