import { awsId } from '../build-aws.ts';
import { fargateNode, fargatePod } from '../build-nodes.ts';
import type { KubernetesObject, Scenario } from '../scenario.ts';
import { healthyIpv6 } from './healthy-ipv6.ts';

/** A /26 has 59 addresses to give; these are all taken by Fargate pods but the few that are said to be free. */
const usable = 59;
const free = { a: 9, b: 6 } as const;

function fargatePods(zone: 'a' | 'b', firstHost: number): KubernetesObject[] {
  return Array.from({ length: usable - free[zone] }, (_, index) => {
    const ipv4 = `10.0.50.${firstHost + index}`;
    const ipv6 = `2a05:d018:abc:de2${zone === 'a' ? 0 : 1}:5a1::${(firstHost + index).toString(16)}`;
    const placement = { ipv4, ipv6, availabilityZone: `eu-west-1${zone}` };
    return [
      fargateNode(ipv4, placement.availabilityZone, ipv6),
      fargatePod({ profile: 'batch', namespace: 'batch', podName: `nightly-${zone}-${index}`, placement }),
    ];
  }).flat();
}

export const fargateNearlyExhausted: Scenario = {
  ...healthyIpv6,
  name: 'fargate-nearly-exhausted',
  description: "An IPv6 cluster whose Fargate pods have taken nearly every IPv4 address of the profile's subnets.",
  subnets: healthyIpv6.subnets.map((subnet) => {
    if (subnet.id === awsId('subnet', 'fargate-a')) return { ...subnet, freeIpv4: free.a };
    if (subnet.id === awsId('subnet', 'fargate-b')) return { ...subnet, freeIpv4: free.b };
    return subnet;
  }),
  objects: [
    ...healthyIpv6.objects.filter((object) => !object.metadata.name.match(/^(nightly|fargate-ip)-/)),
    ...fargatePods('a', 4),
    ...fargatePods('b', 68),
  ],
};
