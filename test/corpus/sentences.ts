/** Sentences and log lines; `{class}` is a value of that class, `{-kind}` a value that is none. */
export const sentences: Readonly<Record<string, readonly string[]>> = {
  en_US: [
    'Hi, this is about my card {pci.pan}, please call me back on {pii.phone}.',
    'Customer wrote from {pii.email} regarding order {-order}.',
    'My SSN is {pii.ssn} and I was born on {pii.dob}.',
    'Please wire it to {fin.iban} before the {-date}.',
    'Routing number {fin.aba}, account number {fin.account}.',
    'The patient with MRN {med.mrn} was seen by NPI {med.npi}.',
    'Passport {pii.passport} was checked at the gate for flight AB123.',
    'Version {-version} fixes the crash in {-git}.',
    'Book {-isbn_ean} arrived, tracking {-tracking}.',
    'Send {-price} to wallet {fin.crypto} today.',
    'Prescriber DEA {med.dea} faxed the form.',
  ],
  en_GB: [
    'National Insurance number {pii.id.gb_nino}, NHS number {pii.id.gb_nhs}.',
    'Ring me on {pii.phone} or write to {pii.email}.',
    'The invoice {-order_luhn} over {-price} is overdue.',
  ],
  de_DE: [
    'Meine Steuer-ID lautet {pii.id.de}, Telefon {pii.phone}.',
    'Bitte überweisen Sie auf {fin.iban} bis zum {-date}.',
    'Geburtsdatum: {pii.dob}, E-Mail {pii.email}.',
    'Bestellung {-order} wurde am {-date} versandt.',
  ],
  fr_FR: [
    'Numéro de sécurité sociale {pii.id.fr}, joignable au {pii.phone}.',
    'Écrivez à {pii.email} pour la facture {-order}.',
    'Paiement par carte {pci.pan} accepté.',
  ],
  es_ES: [
    'Mi DNI es {pii.id.es_dni} y mi correo {pii.email}.',
    'NIE {pii.id.es_nie}, teléfono {pii.phone}.',
    'El pedido {-order_luhn} llegó con versión {-version}.',
  ],
  it_IT: [
    'Codice fiscale {pii.id.it}, IBAN {fin.iban}.',
    'Scrivere a {pii.email} o chiamare {pii.phone}.',
  ],
  pt_BR: ['CPF {pii.id.br_cpf}, celular {pii.phone}.', 'CNPJ {pii.id.br_cnpj}, nota {-order}.'],
  nl_NL: ['BSN {pii.id.nl}, bel {pii.phone}.', 'Mail naar {pii.email} over bestelling {-order}.'],
};

export const logLines: readonly string[] = [
  'INFO  login ok user={pii.username} ip={net.ip} request={-uuid}',
  'WARN  smtp rejected <{pii.email}> from {net.ip}:25',
  'DEBUG dhcp ack {net.mac} -> {net.ip}',
  'ERROR payment failed card={pci.pan} order={-order} ts={-epoch}',
  'INFO  GET /v1/users?email={pii.email}&page={-counter} 200 {-counter}ms',
  'DEBUG Authorization: Bearer {secret.auth_header}',
  'DEBUG connecting to postgres://app:{secret.url_password}@db.internal:5432/main',
  'TRACE token={secret.jwt} trace={-uuid}',
  'export AWS_ACCESS_KEY_ID={secret.aws_key_id}',
  'AWS_SECRET_ACCESS_KEY={secret.aws_secret}',
  'config: password="{secret.password}" retries={-counter}',
  'git remote set to https://x:{secret.github}@github.com/a/b.git at {-git}',
  'pulled image sha256:{-hash} version {-version}',
  'INFO  {-date} job {-uuid} finished offset={-counter} key={-hash}',
  'stored hash={secret.hash} user={pii.username}',
];
