import { contains } from '../../src/net/cidr.ts';
import { awsId } from './build-aws.ts';
import type { KubernetesObject, Scenario } from './scenario.ts';

/** The instance behind a node, with the one network interface that it starts with. */
export interface WorldInstance {
  readonly id: string;
  readonly instanceType: string;
  readonly subnetId: string;
  readonly availabilityZone: string;
  readonly networkInterfaceId: string;
  readonly ipv4: string;
  readonly ipv6?: string;
  /** The /80 that pods get their addresses from. */
  readonly ipv6Prefix?: string;
  /** EKS looks after it. */
  readonly autoMode: boolean;
}

/** Instances of the nodes whose provider id names one, where their address lies in a subnet of the scenario. */
export function instancesOf({ objects, subnets }: Pick<Scenario, 'objects' | 'subnets'>): readonly WorldInstance[] {
  return objects.flatMap((object, index): WorldInstance[] => {
    const found = object.kind === 'Node' ? placeOf(object) : undefined;
    const subnet = subnets.find(({ ipv4Cidr }) => found && ipv4Cidr && contains(ipv4Cidr, found.ipv4));
    if (!found || !subnet) return [];
    const block = subnet.ipv6.find(({ state }) => state === 'associated')?.cidr;
    const ofIpv6Node = found.ipv6 === undefined || block === undefined ? undefined : block;
    return [
      {
        id: found.id,
        instanceType: found.instanceType,
        subnetId: subnet.id,
        availabilityZone: subnet.availabilityZone,
        networkInterfaceId: awsId('eni', found.id),
        ipv4: found.ipv4,
        autoMode: object.metadata.labels?.['eks.amazonaws.com/compute-type'] === 'auto',
        ...(found.ipv6 === undefined ? {} : { ipv6: found.ipv6 }),
        ...(ofIpv6Node === undefined
          ? {}
          : { ipv6Prefix: ofIpv6Node.replace(/::\/\d+$/, `:${(0xa000 + index).toString(16)}::/80`) }),
      },
    ];
  });
}

interface Place {
  readonly id: string;
  readonly instanceType: string;
  readonly ipv4: string;
  readonly ipv6?: string;
}

/** `ip-10-0-3-21.…` has its IPv4 address in its name, in clusters of either family. */
function placeOf({ metadata, spec, status }: KubernetesObject): Place | undefined {
  const [, id] = /"providerID":"aws:\/\/\/[a-z0-9-]+\/(i-[0-9a-f]+)"/.exec(JSON.stringify(spec)) ?? [];
  const [, dashed] = /^ip-(\d+-\d+-\d+-\d+)\./.exec(metadata.name) ?? [];
  if (id === undefined || dashed === undefined) return undefined;
  const [, ipv6] = /"type":"InternalIP","address":"([0-9a-f:]*:[0-9a-f:]*)"/.exec(JSON.stringify(status)) ?? [];
  return {
    id,
    instanceType: metadata.labels?.['node.kubernetes.io/instance-type'] ?? '',
    ipv4: dashed.replaceAll('-', '.'),
    ...(ipv6 === undefined ? {} : { ipv6 }),
  };
}
