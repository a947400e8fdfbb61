/** See ../examples.ts. Secrets known by what stands around them, and values that are none. */
import type { DetectorExamples } from '../examples.ts';

const random = ['9f8e7d6c5b4a', '39281706fedc', '11223344'].join('');
const base64 = ['hJtXIZ2uSN5kbQfb', 'tTNWbpdmhkV8FJG', 'Onbc6mxCcYg='].join('');
const idOfAws = ['AKIA', 'Y34FZKBOKMUTVV7A'].join('');
const uuidOf = `${random.slice(0, 8)}-a1b2-4c3d-8e4f-${random.slice(0, 12)}`;
/** So many bytes in base64, of which the first are given. */
const der = (...head: number[]): string => {
  const rest = Array.from({ length: 120 }, (_, at) => (at * 37 + 11) & 255);
  return Buffer.from([...head, ...rest])
    .toString('base64')
    .slice(0, 160);
};
const keyOfAws = ['wJalrXUtnFEMI/K7MDENG', '/bPxRfiCYzEXqfPLEKY'].join('');

export const placeExamples: readonly DetectorExamples[] = [
  {
    detector: 'secret.password',
    finds: [
      // Programs and configurations
      'password ::= "|N3wP4ss!|"',
      'System.setProperty("DB_PASSWORD", "|N3wP4ss!|")',
      "define('DB_PASSWORD', '|N3wP4ss!|');",
      'conn.setPassword("|N3wP4ss!|")',
      'let password: &str = "|N3wP4ss!|";',
      'string pwd = @"|N3wP4ss!|";',
      '#define PASSWORD "|N3wP4ss!|"',
      'ENV DB_PASSWORD |N3wP4ss!|',
      'password: |\n  |Tr0ub4dor&3|\nuser: x'.replace('|', '>-'),
      '- name: DB_PASSWORD\n  value: |N3wP4ss!|',
      '<add name="DbPassword" value="|N3wP4ss!|"/>',
      '<password>|correct horse|</password>',
      'variable "db_password" {\n  default = "|N3wP4ss!|"\n}',
      'mysqlpassword=|N3wP4ss!|',
      // Statements and commands
      "ALTER USER 'app'@'%' IDENTIFIED BY '|N3wP4ss!|'",
      "CREATE ROLE app LOGIN PASSWORD '|N3wP4ss!|'",
      "SET PASSWORD FOR 'app' = '|N3wP4ss!|'",
      'curl -u bob:|N3wP4ss!| https://x',
      'mysql -uroot -p|N3wP4ss!| db',
      'machine h login bob password |N3wP4ss!|',
      'ConvertTo-SecureString "|N3wP4ss!|" -AsPlainText',
      'curl_easy_setopt(curl, CURLOPT_KEYPASSWD, "|N3wP4ss!|");',
      'curl_easy_setopt(curl, CURLOPT_USERPWD, "bob:|N3wP4ss!|");',
      'requirepass |N3wP4ss!|',
      'password "|N3wP4ss!|";',
      'password_db=|N3wP4ss!|',
      'DB_PASSWORD=|r&lvy1*k+qq)=x-!|\nDEBUG=1',
      'PWD=|N3wP4ss!|;SERVER=x',
      // Sentences
      'your temporary password is: |N3wP4ss!|',
      'I changed the password to |N3wP4ss!| yesterday',
      'password for bob: |N3wP4ss!|',
      'user bob with password |N3wP4ss!| logged in',
      'the credentials are bob / |N3wP4ss|',
      'the password was reset to |N3wP4ss| by bob',
      'curl -u |9f8e7d6c5b4a3928|: https://x',
      'vault operator unseal |N3wP4ss98m+o2yl|',
      'ConvertTo-SecureString -AsPlainText -Force |N3wP4ss!|',
      "password = '''|N3wP4ss!|'''",
      `<secret>{|AQAAABAAA${random}|}</secret>`.replace('|AQAAABAAA', 'AQAAABAAA|'),
    ],
    named: { pin: ['4711'], otp: ['123456'], backup_codes: ['a1b2c-3d4e5'] },
    misses: [
      'password = config.password',
      'password=os.environ["PASSWORD"]',
      'password: must have at least eight characters',
      'const password = getPassword()',
      'password: string;',
      'password:\n  secretKeyRef:\n    name: x',
      'read("Password: ", prompt)',
      '<a href="/reset-password">Forgot it?</a>',
      'password: /run/secrets/db_password',
      `password=\${{ secrets.DB_PASSWORD }}`,
      'password: ENC[AES256_GCM,data:W3PiZ6lD6bpfAdI=]',
      'direction identified by `dir`.',
      'the password was changed to comply with rules',
      'log in with password authentication',
      'Failed password for root from 2001:db8:2e10:4db5::c54c port 22 ssh2',
      'Failed password for invalid user bob from 10.0.0.1 port 4711 ssh2',
      'curl -u $USER:$PASSWORD https://x',
      'PASSWORD=changeme',
    ],
    namedMisses: {
      password: ['2024-05-01T10:00:00Z', '<hidden>', 'reset', `\${DB_PASSWORD}`],
      pin_code: ['560001'],
      pin: ['A0'],
      boarding_pass: ['QX7RT2'],
      password_policy: ['strict'],
      password_file: ['/run/secrets/x'],
    },
  },
  {
    detector: 'secret.generic',
    finds: [
      `mapquest_key=|${random}|`,
      `the API key |${random}| was revoked`,
      `property "sonar.login", "|${random}|"`,
      `JWT_TOKEN=|${random}.${random}|`,
      `https://api.example.com/v1?key=|Tz7XVS4H9NJWmrK2pLgYfQ8B|&x=1`,
      `vendor token - '|${random}|'`,
      `SONAR_TOKEN: env.SONAR_TOKEN -> '|${random}|'`,
      `deepgram: |${random}|`,
      `curl https://api.mistral.ai/v1/models |${random}|`,
      `mailjetKEY = |${random}|`,
      `onesignal_key=|${uuidOf}|`,
      `kind: Secret\ndata:\n  anything: |${base64}|\n`,
      `apiVersion: v1\nstringData:\n  anything: |some value|\nkind: Secret\n`,
    ],
    named: { mapquest_key: [random], datadogApiKey: [random], apikey: ['cGFzczE='] },
    misses: [
      `key=${random}`,
      'arn:aws:secretsmanager:eu-1:123456789012:secret:prod/db-15vVEo',
      'token = Name.Builtin',
      'token_id=8f14e45f-ceea-467f-a0e6-1b2c3d4e5f60',
      'token: yaml_token_t{}',
      'api_key: pk_live_4eC39HqLyjWDarjtT1zdp7dc',
      'token=12345',
      'kind: ConfigMap\ndata:\n  anything: c29tZSB2YWx1ZQ==\n',
      `nextPageToken: ${base64}`,
      `sync_token=${random}`,
      `sentry release ${random}`,
      `twilio message SM${random}`,
      `datadog trace_id=${random}`,
      'datadog-agent-7d9f8b6c5d-x2x4z',
      'kubectl get secret worker-blue-token-6v9c5',
    ],
    namedMisses: {
      partition_key: [random],
      cacheKey: [random],
      public_key: [base64],
      nextPageToken: [random],
      PaginationToken: [base64],
      startAfterKey: [random],
      sentry_release_id: [random],
      token_address: [`0x${random}${random}`.slice(0, 42)],
      secret_arn: ['arn:aws:secretsmanager:eu-1:123456789012:secret:prod/db-15vVEo'],
      client_secret: ['your-client-secret', 'YOUR_CLIENT_SECRET', 'xxxxxxxxxxxx'],
    },
  },
  {
    detector: 'secret.aws_secret',
    finds: [`alice,${idOfAws},|${keyOfAws}|`, `AWS_SECRET_ACCESS_KEY=|+${keyOfAws.slice(1)}|`],
    misses: [`alice,${idOfAws},nothing`],
  },
  {
    detector: 'secret.private_key',
    finds: [
      // Without armour: PKCS #1, PKCS #8, elliptic curves, PKCS #12
      `rsa: |${der(0x30, 0x82, 0x02, 0x5c, 0x02, 0x01, 0x00, 0x02, 0x81, 0x81, 0x00)}|`,
      `"|${der(0x30, 0x82, 0x04, 0xbd, 0x02, 0x01, 0x00, 0x30, 0x0d, 0x06, 0x09, 0x2a)}|"`,
      `ec=|${der(0x30, 0x77, 0x02, 0x01, 0x01, 0x04, 0x20)}|`,
      `pfx |${der(0x30, 0x82, 0x0a, 0x08, 0x02, 0x01, 0x03, 0x30, 0x82)}|`,
      `x |<RSAKeyValue><Modulus>${base64}</Modulus><D>${base64}</D></RSAKeyValue>| y`,
    ],
    named: {
      private_key: [`${random}${random}`, `MIIEvQIBADANBg${random}${base64}`, `pk_${random}`],
    },
    misses: [
      ['-----BEGIN RSA', ' PRIVATE KEY-----'].join(''),
      // A public key and a certificate begin with another sequence.
      `key: ${der(0x30, 0x82, 0x01, 0x22, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48)}`,
      `cert: ${der(0x30, 0x82, 0x03, 0x0a, 0x30, 0x82, 0x01, 0xf2, 0xa0, 0x03, 0x02)}`,
      `<RSAKeyValue><Modulus>${base64}</Modulus><Exponent>AQAB</Exponent></RSAKeyValue>`,
    ],
    namedMisses: { private_key_path: ['/home/me/.ssh/id_rsa'] },
  },
  {
    detector: 'secret.hash',
    finds: [
      '|$md5,rounds=89650$IU7ELX9N$$VUWQHUYZkb7n3SpAmBHq0/|',
      '|$sha1$40000$jtNX3nZ2$hBNaIXkt4wBI2o5rsi8KejSjNqIq|',
      '|$8$TnGX/fE4KGHOVU$pEhnEvxrvaynpi8j4f.EMHr6M.FzU8xnZnBr/tJdFWk|',
      '|SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=|',
    ],
  },
  {
    detector: 'secret.vault',
    named: { secret_id: [uuidOf] },
    finds: [`approle_secret_id = "|${uuidOf}|"`],
    namedMisses: { secret_id: ['prod/db'] },
  },
  {
    detector: 'secret.url_password',
    finds: [
      `git clone https://|${random}|@git.example.com/x`,
      `git clone https://|${random}|:x-oauth-basic@git.example.com/x`,
    ],
    misses: ['ssh://deploy@git.example.com/x', 'https://first.last.of.a.long.name@example.com/'],
  },
  {
    detector: 'secret.auth_header',
    finds: [`authorization: bEaReR |${random}|`, `Authorization:Bearer\t|${random}|`],
    named: { auth: ['Ym9iOk4zd1A0c3Mh', `A${random}z`] },
    namedMisses: { auth: ['none', 'oauth2', 'sha256-rsa', uuidOf] },
    misses: [`headers['Authorization'] = 'Basic \${auth}'`, "Authorization: 'Bearer %s'"],
  },
];
