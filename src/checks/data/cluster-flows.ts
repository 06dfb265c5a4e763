import type { Flow } from '../acl-decision.ts';

type Ports = Omit<Flow, 'direction' | 'peer'>;

const tcp = (from: number, to = from): Ports => ({ protocol: '6', ports: { from, to } });
const udp = (from: number, to = from): Ports => ({ protocol: '17', ports: { from, to } });

/** What answers come back to, as the VPC user guide counts them for every operating system. */
const ephemeral = [1_024, 65_535] as const;

/**
 * What must pass between subnets of one cluster: the API, DNS, the kubelet, and the ports of pods and of answers, which are
 * all above 1023. From https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html and
 * https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html, read on 2026-11-22.
 */
const betweenSubnets: readonly Ports[] = [tcp(443), tcp(53), udp(53), tcp(...ephemeral), udp(...ephemeral)];

export function flowsBetween(peers: readonly string[]): readonly Flow[] {
  return peers.flatMap((peer) =>
    betweenSubnets.flatMap((ports) => [
      { direction: 'in' as const, peer, ...ports },
      { direction: 'out' as const, peer, ...ports },
    ]),
  );
}

/** Requests to the Internet and the answers to them. */
export function flowsToInternet(everything: '::/0' | '0.0.0.0/0'): readonly Flow[] {
  return [
    { direction: 'out', peer: everything, ...tcp(443) },
    { direction: 'in', peer: everything, ...tcp(...ephemeral) },
  ];
}
