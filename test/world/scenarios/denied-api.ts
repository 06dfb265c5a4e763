import type { Scenario } from '../scenario.ts';
import { healthyIpv6 } from './healthy-ipv6.ts';

export const deniedApi: Scenario = {
  ...healthyIpv6,
  name: 'denied-api',
  description: 'A healthy IPv6 cluster, and an IAM policy that forgot ec2:DescribeVpcs.',
  faults: [{ action: 'ec2:DescribeVpcs', kind: 'deny' }],
};
