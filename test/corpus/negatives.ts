/** Values that look like something and are not, by kind. */
import { alphanumeric, type Random } from './random.ts';

type Draw = (random: Random) => string | number;

const hex = (random: Random, count: number): string => random.form('&'.repeat(count));

function luhnPassing(random: Random): string {
  const body = random.pick(['7', '8', '9', '1', '4', '5']) + random.digits(14);
  let sum = 0;
  for (let at = body.length - 1, twice = true; at >= 0; at -= 1, twice = !twice) {
    const digit = Number(body[at]) * (twice ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return `${body}${(10 - (sum % 10)) % 10}`;
}

function ean13(random: Random): string {
  const body = random.pick(['400', '978', '590', '871', '012']) + random.digits(9);
  const sum = [...body].reduce(
    (total, digit, place) => total + Number(digit) * (place % 2 ? 3 : 1),
    0,
  );
  return `${body}${(10 - (sum % 10)) % 10}`;
}

export interface NegativeKind {
  readonly draw: Draw;
  /** Names of fields under which such values stand. */
  readonly names: readonly string[];
  /** How such a value is spoken of in a sentence; `@` is the value. */
  readonly said?: readonly string[];
}

export const negatives: Readonly<Record<string, NegativeKind>> = {
  uuid: {
    draw: (random) =>
      `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-a${hex(random, 3)}-${hex(random, 12)}`,
    names: ['id', 'event_id', 'trace_id', 'correlationId'],
    said: ['Request @ was served.'],
  },
  epoch: {
    draw: (random) =>
      random.pick([
        random.int(1.5e9, 1.8e9),
        random.int(1.5e12, 1.8e12),
        `${random.int(1.5e9, 1.8e9)}${random.digits(6)}`,
      ]),
    names: ['ts', 'created', 'timestamp', 'updatedAt'],
    said: ['Observed at @ by the agent.'],
  },
  tracking: {
    draw: (random) =>
      random.form(
        random.pick([
          '1Z###?##########',
          '9400 1### #### #### #### ##',
          'JJD0###########',
          'RR#########DE',
          '7###########',
        ]),
      ),
    names: ['tracking_number', 'shipment', 'parcelCode'],
    said: ['Your parcel @ is on its way.'],
  },
  isbn_ean: {
    draw: (random) => {
      const code = ean13(random);
      return random.chance(0.3)
        ? `${code.slice(0, 3)}-${code[3]}-${code.slice(4, 8)}-${code.slice(8, 12)}-${code[12]}`
        : code;
    },
    names: ['isbn', 'ean', 'gtin', 'barcode'],
    said: ['The book with ISBN @ is sold out.'],
  },
  imei: {
    draw: (random) => `35${random.digits(13)}`,
    names: ['imei', 'device_imei'],
    said: ['The phone with IMEI @ was locked.'],
  },
  hash: {
    draw: (random) => hex(random, random.pick([32, 40, 64, 96])),
    names: ['sha256', 'etag', 'checksum', 'digest'],
    said: ['Image digest sha256:@ was pulled.'],
  },
  git: {
    draw: (random) => hex(random, random.pick([7, 8, 12, 40])),
    names: ['commit', 'revision', 'git_sha'],
    said: ['Fixed in commit @ yesterday.'],
  },
  version: {
    draw: (random) =>
      `${random.int(0, 20)}.${random.int(0, 30)}.${random.int(0, 60)}${random.chance(0.3) ? `.${random.int(0, 9)}` : ''}`,
    names: ['version', 'app_version', 'build'],
    said: ['Please update to version @ soon.'],
  },
  price: {
    draw: (random) =>
      random.pick([
        `${random.int(1, 9999)}.${random.digits(2)}`,
        random.int(100, 1e7) / 100,
        `€ ${random.int(1, 999)},${random.digits(2)}`,
        `${random.int(1, 999)},${random.digits(3)}.${random.digits(2)}`,
      ]),
    names: ['price', 'amount', 'total', 'balance'],
    said: ['The invoice over @ is due.'],
  },
  order_long: {
    draw: (random) => random.pick(['7', '8', '9', '1', '4', '5']) + random.digits(15),
    names: ['order_number', 'orderNo', 'invoice_no', 'reference'],
    said: ['Order @ has been shipped.'],
  },
  // Only where a name or a word speaks of them, see `columnOf`.
  order_luhn: {
    draw: luhnPassing,
    names: ['order_number', 'orderNo', 'invoice_no', 'reference'],
    said: ['Order @ has been shipped.', 'Your order number is @ and it is paid.'],
  },
  order: {
    draw: (random) =>
      random.form(
        random.pick(['########', '#########', '##########', 'ORD-####-########', '############']),
      ),
    names: ['order_id', 'ticket', 'invoiceId', 'batch'],
    said: ['Ticket @ was closed.'],
  },
  package: {
    draw: (random) =>
      `${random.pick(['left-pad', '@scope/core', 'lodash', 'react-dom'])}@${random.int(0, 9)}.${random.int(0, 20)}.${random.int(0, 20)}`,
    names: ['package', 'dependency'],
    said: ['Installed @ from the registry.'],
  },
  masked: {
    draw: (random) =>
      random.pick([
        `****${random.digits(4)}`,
        `XXXX-XXXX-XXXX-${random.digits(4)}`,
        '[REDACTED]',
        `${random.chars(16, 'abcdefghijklmnopqrstuvwxyz234567')}@masked.invalid`,
        '***-**-6789',
        'j***@***.com',
      ]),
    names: ['card_number', 'ssn', 'email', 'phone'],
    said: ['Paid with card ****@.'],
  },
  date: {
    draw: (random) =>
      `20${random.int(10, 26)}-0${random.int(1, 9)}-${random.int(10, 28)}${random.chance(0.5) ? `T${random.int(10, 23)}:${random.int(10, 59)}:${random.int(10, 59)}Z` : ''}`,
    names: ['due_date', 'created_at', 'shipped_on'],
    said: ['The meeting is on @ at noon.'],
  },
  code: {
    draw: (random) =>
      random.form(random.pick(['SKU-####-??', '??-####', '???#####', 'PART###?', '#-####-??'])),
    names: ['sku', 'part_no', 'model', 'serial'],
    said: ['Part @ is out of stock.'],
  },
  counter: {
    draw: (random) => random.int(0, 99_999),
    names: ['count', 'qty', 'views', 'offset'],
    said: ['There were @ visits.'],
  },
  id_bare: {
    draw: (random) => random.int(1, 2_000_000_000),
    names: ['account_ref', 'entity', 'row_id', 'parent'],
  },
  opaque: {
    draw: (random) => random.chars(random.int(12, 24), alphanumeric),
    names: ['cursor', 'page_token', 'nonce', 'slug'],
  },
  product_name: {
    draw: (random) =>
      random.pick(['Blue Widget', 'Garden Chair', 'USB Cable 2m', 'Espresso Beans']),
    names: ['product_name', 'title', 'item', 'file_name'],
  },
  flag: {
    draw: (random) => random.pick(['active', 'pending', 'true', 'en-GB', 'EUR', 'verified']),
    names: ['email_status', 'phone_type', 'status', 'locale', 'password_state'],
  },
  remote: {
    draw: (random) =>
      `git@${random.pick(['github.com', 'gitlab.example.org'])}:${random.pick(['acme', 'infra', 'web'])}/${random.pick(['api', 'site', 'tools'])}.git`,
    names: ['clone_url', 'repository', 'origin', 'ssh_url'],
    said: ['Cloned @ into the workspace.'],
  },
  firmware: {
    draw: (random) =>
      `${random.int(1, 30)}.${random.int(0, 40)}.${random.int(0, 99)}.${random.int(0, 110)}`,
    names: ['firmware', 'fw_version', 'driver_version', 'build', 'appVersion'],
    said: ['Please upgrade to @ before Monday.', 'Firmware @ is out.'],
  },
  oid: {
    draw: (random) => `1.3.6.1.4.1.${random.int(1, 9999)}.${random.int(1, 40)}`,
    names: ['oid', 'snmp_oid', 'policy'],
    said: ['Trap @ was raised.'],
  },
  user_agent: {
    draw: (random) =>
      `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/${random.int(90, 140)}.0.${random.int(1000, 7000)}.${random.int(1, 250)} Safari/537.36`,
    names: ['user_agent', 'userAgent', 'ua'],
  },
  file_name: {
    draw: (random) =>
      `${random.pick(['report', 'invoice', 'Anna', 'backup', 'IMG'])}_${random.int(1, 999)}.${random.pick(['pdf', 'png', 'csv', 'docx'])}`,
    names: ['file_name', 'attachment', 'document_name', 'path'],
    said: ['See @ in the attachment.'],
  },
  organisation: {
    draw: (random) =>
      random.pick([
        'Acme GmbH',
        'Blue Sky Logistics Ltd',
        'First National Bank',
        'Olsen & Sons AS',
      ]),
    names: ['company_name', 'vendor', 'employer', 'merchant_name', 'organization_name'],
  },
  place: {
    draw: (random) => random.pick(['Lisbon', 'New York', 'Île-de-France', 'Oslo', 'Bavaria']),
    names: ['capital', 'region', 'destination', 'hub'],
  },
  thing_name: {
    draw: (random) =>
      random.pick(['nginx', 'Roboto', 'orders-v2', 'Premium Plan', 'checkout', 'Jackson Guitar']),
    names: ['service_name', 'font_name', 'topic_name', 'plan_name', 'host_name', 'queue'],
  },
  clock: {
    draw: (random) => `${random.int(10, 23)}:${random.int(10, 59)}:${random.int(10, 59)}`,
    names: ['opens_at', 'start_time', 'duration'],
    said: ['The job began at @ and hung.'],
  },
};
