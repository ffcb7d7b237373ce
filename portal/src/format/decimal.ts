// SPDX-License-Identifier: Apache-2.0
// Decimals as the API writes them: texts such as "1386.16" or "-0.0000077". They never pass
// through a JavaScript number, so nothing is rounded but what is rounded here, for the eye.

export interface Decimal {
  /** The value times 10^scale. */
  readonly units: bigint;
  readonly scale: number;
}

const SHAPE = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Throws on what is no decimal: the API would have broken its contract. */
export function parse(text: string): Decimal {
  const found = SHAPE.exec(text);
  if (!found) throw new Error(`not a decimal: ${text}`);
  const fraction = found[3] ?? '';
  const units = BigInt(found[2] + fraction);
  return { units: found[1] ? -units : units, scale: fraction.length };
}

export function isDecimal(text: string): boolean {
  return SHAPE.test(text);
}

function at(value: Decimal, scale: number): bigint {
  return value.units * 10n ** BigInt(scale - value.scale);
}

export function text(value: Decimal): string {
  const digits = abs(value.units).toString().padStart(value.scale + 1, '0');
  const whole = digits.slice(0, digits.length - value.scale);
  const fraction = digits.slice(digits.length - value.scale);
  return `${value.units < 0n ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`;
}

function abs(units: bigint): bigint {
  return units < 0n ? -units : units;
}

/** Exact; the result has as many fraction digits as the longest of the terms. */
export function sum(terms: Iterable<string>): string {
  let total: Decimal = { units: 0n, scale: 0 };
  for (const term of terms) {
    const value = parse(term);
    const scale = Math.max(total.scale, value.scale);
    total = { units: at(total, scale) + at(value, scale), scale };
  }
  return text(total);
}

export function negate(value: string): string {
  const { units, scale } = parse(value);
  return text({ units: -units, scale });
}

export function subtract(a: string, b: string): string {
  return sum([a, negate(b)]);
}

export function compare(a: string, b: string): number {
  const x = parse(a);
  const y = parse(b);
  const scale = Math.max(x.scale, y.scale);
  const difference = at(x, scale) - at(y, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function isZero(value: string): boolean {
  return parse(value).units === 0n;
}

export function isNegative(value: string): boolean {
  return parse(value).units < 0n;
}

/** Half away from zero, to at most `digits` fraction digits. */
export function round(value: string, digits: number): string {
  const { units, scale } = parse(value);
  if (scale <= digits) return value;
  return text({ units: divide(units, 10n ** BigInt(scale - digits)), scale: digits });
}

function divide(units: bigint, by: bigint): bigint {
  const half = (abs(units) * 2n + by) / (by * 2n);
  return units < 0n ? -half : half;
}

/** value × times / of, rounded half away from zero to the fraction digits of `value`. */
export function proportion(value: string, times: number, of: number): string {
  const { units, scale } = parse(value);
  return text({ units: divide(units * BigInt(Math.round(times)), BigInt(Math.round(of))), scale });
}

/** How large a is beside b, for drawing only (bars, percentages): 0 where b is 0. */
export function share(a: string, b: string): number {
  if (isZero(b)) return 0;
  const x = parse(a);
  const y = parse(b);
  const scale = Math.max(x.scale, y.scale);
  return Number((at(x, scale) * 1_000_000n) / at(y, scale)) / 1_000_000;
}

/** A number near the value, for the coordinates of a chart only. */
export function coordinate(value: string): number {
  return Number(value);
}

interface Marks {
  group: string;
  point: string;
  minus: string;
  /** Digits of a number that stay without a separator, e.g. 4 in some locales. */
  ungrouped: number;
}

const known = new Map<string, Marks>();

function marks(locale: string): Marks {
  let found = known.get(locale);
  if (!found) {
    const format = new Intl.NumberFormat(locale, { minimumFractionDigits: 1 });
    const part = (value: number, type: string) =>
      format.formatToParts(value).find((one) => one.type === type)?.value;
    found = {
      group: part(-1234567.5, 'group') ?? '',
      point: part(-1234567.5, 'decimal') ?? '.',
      minus: part(-1234567.5, 'minusSign') ?? '-',
      ungrouped: part(1234.5, 'group') === undefined ? 4 : 3,
    };
    known.set(locale, found);
  }
  return found;
}

export interface Shown {
  /** Fraction digits at least: "2" becomes "2.00". */
  atLeast?: number;
  /** Fraction digits at most; more are rounded for the eye. */
  atMost?: number;
  /** Writes a plus before what is above zero. */
  sign?: boolean;
}

/** The decimal with the marks of a locale. */
export function format(value: string, locale: string, shown: Shown = {}): string {
  const { group, point, minus, ungrouped } = marks(locale);
  const rounded = shown.atMost === undefined ? value : round(value, shown.atMost);
  const found = SHAPE.exec(rounded);
  if (!found) return value;
  const whole = (found[2] ?? '0').replace(/^0+(?=\d)/, '');
  const fraction = (found[3] ?? '').replace(/0+$/, '').padEnd(shown.atLeast ?? 0, '0');
  const grouped =
    whole.length > ungrouped ? whole.replace(/\B(?=(\d{3})+(?!\d))/g, group) : whole;
  const zero = /^0*$/.test(whole + fraction);
  const sign = zero ? '' : found[1] ? minus : shown.sign ? '+' : '';
  return `${sign}${grouped}${fraction ? point + fraction : ''}`;
}

/** Fraction digits of a currency: 2 for EUR, 0 for JPY. */
export function minorDigits(currency: string): number {
  try {
    const options = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
    return options.maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** All digits there are, at least those of the currency: "1,386.16 EUR". */
export function money(
  value: string, currency: string, locale: string, shown: Shown = {},
): string {
  const number = format(value, locale, { atLeast: minorDigits(currency), ...shown });
  return `${number}\u00a0${currency}`;
}

/**
 * A quantity for the eye: at most three fraction digits, or, below 1, three that say something.
 * 0.000000770 is shown as 0.00000077, 36127.523044541584241 as 36,127.523.
 */
export function quantity(value: string, locale: string): string {
  const found = SHAPE.exec(value);
  if (!found) return value;
  const small = /^0*$/.test(found[2] ?? '');
  const zeros = small ? (/^0*/.exec(found[3] ?? '')?.[0].length ?? 0) : 0;
  return format(value, locale, { atMost: zeros + 3 });
}
