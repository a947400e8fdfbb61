/**
 * DATE, DATETIME, TIMESTAMP and TIME in both row formats. Text rows hold `YYYY-MM-DD`,
 * `YYYY-MM-DD HH:MM:SS[.ffffff]` and `[-]HHH:MM:SS[.ffffff]`; binary rows hold 0, 4, 7 or 11 bytes
 * for dates and 0, 8 or 12 for times ("Binary Protocol Value", dev.mysql.com).
 */
import type { Carrier, ValueType } from '../../core/inspect/carrier.ts';
import { asBuffer } from './charsets.ts';

interface Moment {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  micro: number;
}

const momentForm =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?)?(?:Z|\+00:00)?$/;
const timeForm = /^(-?)(\d{2,3}):(\d\d):(\d\d)(?:\.(\d{1,9}))?$/;

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

function microOf(fraction: string | undefined): number {
  return fraction ? Number(fraction.slice(0, 6).padEnd(6, '0')) : 0;
}

/** Reads what masks give: `YYYY-MM-DD` or an ISO date and time. Undefined where it is no date. */
function parseMoment(text: string): Moment | undefined {
  const match = momentForm.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction] = match;
  const moment = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    micro: microOf(fraction),
  };
  const valid =
    moment.month <= 12 &&
    moment.day <= 31 &&
    moment.hour <= 23 &&
    moment.minute <= 59 &&
    moment.second <= 59;
  return valid ? moment : undefined;
}

const dateText = (m: Moment): string => `${pad(m.year, 4)}-${pad(m.month, 2)}-${pad(m.day, 2)}`;
const clockText = (m: Moment): string =>
  `${pad(m.hour, 2)}:${pad(m.minute, 2)}:${pad(m.second, 2)}`;

/** A mask that leaves the time of day leaves what is below the millisecond too, which it is not shown. */
function isSameClock(a: Moment, b: Moment): boolean {
  const milli = (m: Moment): number => Math.floor(m.micro / 1000);
  return (
    a.hour === b.hour && a.minute === b.minute && a.second === b.second && milli(a) === milli(b)
  );
}

/** As a reader sees it: `YYYY-MM-DDTHH:MM:SS.fffZ`. */
const isoText = (m: Moment): string =>
  `${dateText(m)}T${clockText(m)}.${pad(Math.floor(m.micro / 1000), 3)}Z`;

function fractionText(micro: number, decimals: number): string {
  return decimals > 0 && decimals <= 6 ? `.${pad(micro, 6).slice(0, decimals)}` : '';
}

/** Reads the 0, 4, 7 or 11 bytes of a binary date. */
function binaryMoment(bytes: Uint8Array, start: number, end: number): Moment {
  const length = end - start;
  const b = bytes;
  return {
    year: length >= 4 ? b[start] | (b[start + 1] << 8) : 0,
    month: length >= 4 ? b[start + 2] : 0,
    day: length >= 4 ? b[start + 3] : 0,
    hour: length >= 7 ? b[start + 4] : 0,
    minute: length >= 7 ? b[start + 5] : 0,
    second: length >= 7 ? b[start + 6] : 0,
    micro: length >= 11 ? microAt(b, start + 7) : 0,
  };
}

const microAt = (b: Uint8Array, at: number): number =>
  (b[at] | (b[at + 1] << 8) | (b[at + 2] << 16) | (b[at + 3] << 24)) >>> 0;

function putMoment(m: Moment, withTime: boolean): Buffer {
  const length = !withTime ? 4 : m.micro > 0 ? 11 : 7;
  const bytes = Buffer.alloc(length);
  bytes.writeUInt16LE(m.year, 0);
  bytes[2] = m.month;
  bytes[3] = m.day;
  if (length >= 7) bytes.set([m.hour, m.minute, m.second], 4);
  if (length >= 11) bytes.writeUInt32LE(m.micro, 7);
  return bytes;
}

const latin1 = (bytes: Uint8Array, start: number, end: number): string =>
  asBuffer(bytes).toString('latin1', start, end);

/** Bytes of a date and time in text without a fraction. */
const textBytesMin = 19;
const epoch = '1970-01-01';
const dateChars = epoch.length;

export function dateCarrier(binary: boolean, nullable: boolean): Carrier {
  return {
    name: `mysql:${binary ? 'binary' : 'text'}:date`,
    type: 'date',
    inline: false,
    nullable,
    text: (bytes, start, end) =>
      binary ? dateText(binaryMoment(bytes, start, end)) : latin1(bytes, start, end),
    encode(value) {
      const moment = parseMoment(value);
      if (!moment) return undefined;
      return binary ? putMoment(moment, false) : Buffer.from(dateText(moment));
    },
    zero: () => (binary ? putMoment(parseMoment(epoch)!, false) : Buffer.from(epoch)),
  };
}

/** DATETIME and TIMESTAMP; `decimals` is the column's number of fraction digits. */
export function datetimeCarrier(binary: boolean, nullable: boolean, decimals: number): Carrier {
  const write = (moment: Moment): Buffer =>
    binary
      ? putMoment(moment, true)
      : Buffer.from(
          `${dateText(moment)} ${clockText(moment)}${fractionText(moment.micro, decimals)}`,
        );
  return {
    name: `mysql:${binary ? 'binary' : 'text'}:datetime`,
    type: 'datetime',
    inline: false,
    nullable,
    text(bytes, start, end) {
      if (binary) return isoText(binaryMoment(bytes, start, end));
      const text = latin1(bytes, start, end);
      // `YYYY-MM-DD HH:MM:SS[.ffffff]` as the server writes it.
      if (end - start < textBytesMin || text[10] !== ' ') return text;
      const milliseconds = text.slice(20, 23).padEnd(3, '0');
      return `${text.slice(0, 10)}T${text.slice(11, 19)}.${milliseconds}Z`;
    },
    encode(value, bytes, start, end) {
      const moment = parseMoment(value);
      if (!moment) return undefined;
      if (value.length <= dateChars) return write(moment);
      const old = binary ? binaryMoment(bytes, start, end) : parseMoment(latin1(bytes, start, end));
      return write(old && isSameClock(moment, old) ? { ...moment, micro: old.micro } : moment);
    },
    zero: () => write(parseMoment(epoch)!),
  };
}

const secondsADay = 86_400;

function timeText(negative: boolean, seconds: number, micro: number, decimals: number): string {
  const hour = pad(Math.floor(seconds / 3600), 2);
  const minute = pad(Math.floor(seconds / 60) % 60, 2);
  const clock = `${hour}:${minute}:${pad(seconds % 60, 2)}`;
  return `${negative ? '-' : ''}${clock}${fractionText(micro, decimals)}`;
}

function binaryTimeText(bytes: Uint8Array, start: number, end: number): string {
  if (end - start < 8) return '00:00:00';
  const days = microAt(bytes, start + 1);
  const seconds =
    days * secondsADay + bytes[start + 5] * 3600 + bytes[start + 6] * 60 + bytes[start + 7];
  const micro = end - start >= 12 ? microAt(bytes, start + 8) : 0;
  return timeText(bytes[start] === 1, seconds, micro, micro > 0 ? 6 : 0);
}

function putTime(negative: boolean, seconds: number, micro: number): Buffer {
  const bytes = Buffer.alloc(micro > 0 ? 12 : 8);
  bytes[0] = negative ? 1 : 0;
  bytes.writeUInt32LE(Math.floor(seconds / secondsADay), 1);
  const rest = seconds % secondsADay;
  bytes.set([Math.floor(rest / 3600), Math.floor(rest / 60) % 60, rest % 60], 5);
  if (micro > 0) bytes.writeUInt32LE(micro, 8);
  return bytes;
}

/** Greatest TIME: 838:59:59. */
const secondsMax = 838 * 3600 + 59 * 60 + 59;

export function timeCarrier(binary: boolean, nullable: boolean, decimals: number): Carrier {
  const type: ValueType = 'time';
  const write = (negative: boolean, seconds: number, micro: number): Buffer =>
    binary
      ? putTime(negative, seconds, micro)
      : Buffer.from(timeText(negative, seconds, micro, decimals));
  return {
    name: `mysql:${binary ? 'binary' : 'text'}:time`,
    type,
    inline: false,
    nullable,
    text: (bytes, start, end) =>
      binary ? binaryTimeText(bytes, start, end) : latin1(bytes, start, end),
    encode(value) {
      const match = timeForm.exec(value);
      if (!match) return undefined;
      const [, sign, hour, minute, second, fraction] = match;
      const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
      if (Number(minute) > 59 || Number(second) > 59 || seconds > secondsMax) return undefined;
      return write(sign === '-', seconds, microOf(fraction));
    },
    zero: () => write(false, 0, 0),
  };
}
