import { accountId, aCluster, aFargateProfile, instanceTypes, region } from '../../build-aws.ts';
import { fargateNode, fargatePod } from '../../build-nodes.ts';
import {
  addressesIn,
  clusterServices,
  idsOf,
  loadBalanced,
  systemObjects,
  type Topology,
} from '../../build-topology.ts';
import type { KubernetesObject } from '../../scenario.ts';
import { network, privateSubnets, publicSubnets, vpc } from './usual-vpc.ts';

const pods = privateSubnets.flatMap((subnet, index): KubernetesObject[] => {
  const onFargate = (host: number, namespace: string, podName: string, labels: object): KubernetesObject[] => {
    const { ipv4, ipv6 } = addressesIn(subnet, host);
    const placement = { ipv4, ipv6, availabilityZone: subnet.availabilityZone };
    const pod = fargatePod({ profile: 'fp-default', namespace, podName, placement });
    return [
      fargateNode(ipv4, subnet.availabilityZone, ipv6),
      { ...pod, metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, ...labels } } },
    ];
  };
  return [
    ...onFargate(40, 'default', `shop-${index}`, {}),
    ...(index < 2 ? onFargate(41, 'kube-system', `coredns-${index}`, { 'k8s-app': 'kube-dns' }) : []),
  ];
});

/** EKS installs the DaemonSets of nodes that are not there. */
function onNoNode(object: KubernetesObject): KubernetesObject {
  if (object.kind !== 'DaemonSet') return object;
  return {
    ...object,
    status: {
      currentNumberScheduled: 0,
      desiredNumberScheduled: 0,
      numberMisscheduled: 0,
      numberReady: 0,
      observedGeneration: 1,
    },
  };
}

export const fargateOnly: Topology = {
  deliberate: [],
  shows: { IPv6HeadroomAvailable: 'True NoNodeSubnets', FargateIPv4Available: 'True EnoughFreeAddresses' },
  scenario: {
    name: 'fargate-only',
    description: 'An IPv6 cluster without a single instance: every pod, of CoreDNS too, runs on Fargate.',
    region,
    accountId,
    vpc,
    subnets: [...privateSubnets, ...publicSubnets],
    network,
    cluster: aCluster({ subnetIds: [...idsOf(privateSubnets), ...idsOf(publicSubnets)] }),
    nodeGroups: [],
    fargateProfiles: [
      aFargateProfile({
        name: 'fp-default',
        subnetIds: idsOf(privateSubnets),
        selectors: [{ namespace: 'default' }, { namespace: 'kube-system' }],
      }),
    ],
    instanceTypes,
    objects: [...pods, ...systemObjects(vpc).map(onNoNode), ...clusterServices(), ...loadBalanced('internet-facing')],
  },
};
