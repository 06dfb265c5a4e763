import type { Scenario } from '../scenario.ts';
import { healthyIpv6 } from './healthy-ipv6.ts';

export const throttling: Scenario = {
  ...healthyIpv6,
  name: 'throttling',
  description: 'A healthy IPv6 cluster in an account whose DescribeSubnets budget others have used up.',
  faults: [{ action: 'ec2:DescribeSubnets', kind: 'throttle' }],
};
