/** See ../examples.ts. */
import type { DetectorExamples } from '../examples.ts';

export const netExamples: readonly DetectorExamples[] = [
  {
    detector: 'net.ip',
    finds: [
      '|203.0.113.9|',
      'from |198.51.100.23|:443',
      '|2001:db8::ff00:42:8329|',
      '[|2001:0db8:85a3:0000:0000:8a2e:0370:7334|]',
      '|::ffff:192.0.2.128|',
      '|10.1.2.3|/8',
      '|8.56.8.73| - - [12/Dec/2024:08:12:01 +0100] "GET / HTTP/1.1"',
      'from |1.2.3.4| port 22',
      'see |2001:db8::1|.',
      '|fe80::1%eth0|',
    ],
    named: { client_ip: ['1.2.3.4', '8.8.8.8'] },
    misses: [
      '1.2.3.4',
      'v203.0.113.9',
      '203.0.113.9.1',
      '256.1.1.1',
      '01.02.03.04',
      'std::vector',
      '12:34:56',
      'pkg@10.20.30.40',
      'Chrome/120.0.6099.109',
      'upgraded libfoo from 8.12.230.111 to 9.28.136.98',
      'firmware 24.5.178.75 is out',
    ],
    namedMisses: { fw_version: ['24.5.178.75'], 'browser.version': ['18.10.128.20'] },
  },
  {
    detector: 'net.mac',
    finds: ['|00:1A:2B:3C:4D:5E|', 'hw |00-1a-2b-3c-4d-5e|', '|001a.2b3c.4d5e|'],
    named: { bssid: ['001A2B3C4D5E'] },
    misses: [
      '00:00:00:00:00:00',
      '00:1A:2B:3C:4D',
      '12-34',
      '2024-01-02-03-04-05',
      '00:1A:2B:3C:4D:5E:6F:70',
    ],
  },
];
