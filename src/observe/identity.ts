import { cidrIndex } from '../net/cidr.ts';
import type { Subnet, Vpc } from '../snapshot/aws-sections.ts';
import type { NodeFacts } from '../snapshot/kubernetes-sections.ts';
import { isObserved, type ReadFailure, type Section } from '../snapshot/section.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

type Sections = Pick<Snapshot['sections'], 'cluster' | 'vpc' | 'subnets' | 'nodes'>;

/** `awaited`: what would tell was not read yet. `untold`: nothing tells, or what does cannot be read. */
export type Identity = 'same' | 'awaited' | 'untold' | { readonly mismatch: ReadFailure };

/**
 * Whether AWS spoke of the cluster this process runs in. An EKS service account issuer must be the cluster's own; without
 * one, our EC2 nodes must have their addresses in the named cluster's VPC. Without EC2 nodes it is not judged.
 */
export function judgeIdentity(sections: Sections, issuer: string | undefined): Identity {
  const { cluster } = sections;
  if (!isObserved(cluster)) return withoutIt(cluster);
  if (issuer === undefined || !isEksIssuer(issuer)) return judgeByNodes(sections, cluster.value.name);
  if (cluster.value.oidcIssuer === issuer) return 'same';
  return mismatch(`The service account issuer of this cluster is not that of the EKS cluster ${cluster.value.name}.`);
}

function isEksIssuer(issuer: string): boolean {
  const host = URL.parse(issuer)?.hostname ?? '';
  return host.startsWith('oidc.eks.') || host.startsWith('oidc-eks.');
}

function judgeByNodes({ vpc, subnets, nodes }: Sections, clusterName: string): Identity {
  if (!isObserved(nodes)) return withoutIt(nodes);
  const ec2 = nodes.value.filter(({ facts }) => facts.compute === 'ec2');
  const blocks = ec2.flatMap(({ facts }) => blocksOf(facts));
  if (blocks.length === 0) return 'untold';
  const index = cidrIndex(cidrsOf(vpc, subnets).map((cidr) => [cidr, cidr]));
  if (blocks.some((block) => index.find(block) !== undefined)) return 'same';
  if (withoutIt(vpc) === 'awaited' || withoutIt(subnets) === 'awaited') return 'awaited';
  if (!isObserved(vpc) && !isObserved(subnets)) return 'untold';
  const count = ec2.reduce((sum, tally) => sum + tally.count, 0);
  return mismatch(`None of the ${count} EC2 nodes has an address in the VPC of the EKS cluster ${clusterName}.`);
}

function blocksOf({ ipv4Block, ipv6Block }: NodeFacts): readonly string[] {
  return [ipv4Block, ipv6Block].filter((block) => block !== undefined);
}

/** Of the VPC and of its subnets: a block that the VPC has just lost is no sign of another VPC. */
function cidrsOf(vpc: Section<Vpc>, subnets: Section<{ readonly all: readonly Subnet[] }>): readonly string[] {
  return [
    ...(isObserved(vpc) ? [...vpc.value.ipv4Cidrs, ...vpc.value.ipv6Cidrs] : []),
    ...(isObserved(subnets)
      ? subnets.value.all.flatMap(({ ipv4Cidr, ipv6Cidrs }) => [...(ipv4Cidr ? [ipv4Cidr] : []), ...ipv6Cidrs])
      : []),
  ];
}

function withoutIt(section: Section<unknown>): 'awaited' | 'untold' {
  return !isObserved(section) && section.notObserved.reason === 'NotYetObserved' ? 'awaited' : 'untold';
}

function mismatch(message: string): Identity {
  return { mismatch: { reason: 'ClusterMismatch', message } };
}
