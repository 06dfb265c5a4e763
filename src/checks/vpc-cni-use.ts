import { repositoryName } from '../snapshot/facts/container-facts.ts';
import type { ImageFacts } from '../snapshot/kubernetes-sections.ts';
import type { Sections } from '../snapshot/snapshot.ts';
import { notApplicable, unknown } from './define-check.ts';
import { listNames, listTallied, roughly } from './text.ts';

/** Ways in which a check of the VPC CNI ends where there is no single one to judge; part of the reasons of each. */
export const vpcCniAbsence = {
  VpcCniNotUsed: notApplicable('AWS runs every node (Fargate, Auto Mode), where no DaemonSet of the VPC CNI runs.'),
  VpcCniNotFound: unknown('No DaemonSet of the VPC CNI runs in `kube-system`, although nodes may need one.'),
  SeveralVpcCnis: unknown('Several DaemonSets run the VPC CNI; which of them serves a node is not judged.'),
};

/** The same, and where what runs on every node has not been seen. */
export const vpcCniReasons = {
  ...vpcCniAbsence,
  RolloutIncomplete: unknown('Some nodes still run an earlier template of the DaemonSet, which is not seen.'),
};

interface Unjudged<R extends keyof typeof vpcCniReasons> {
  readonly reason: R;
  readonly message: string;
}

/** Why there is no single VPC CNI to judge, or undefined when there is one. */
export function withoutVpcCni({
  vpcCni,
  nodes,
}: Pick<Sections, 'vpcCni' | 'nodes'>): Unjudged<keyof typeof vpcCniAbsence> | undefined {
  const { daemonSet, otherDaemonSets } = vpcCni;
  if (daemonSet && otherDaemonSets.length > 0) {
    const names = listNames([daemonSet.name, ...otherDaemonSets]);
    return { reason: 'SeveralVpcCnis', message: `DaemonSets that run the VPC CNI: ${names}.` };
  }
  if (daemonSet && daemonSet.desired > 0) return undefined;
  const settled = nodes.filter(({ facts }) => !facts.joining);
  const needing = settled.filter(({ facts }) => facts.compute === 'ec2' || facts.compute === 'unknown');
  if (daemonSet && settled.length === 0) return undefined;
  if (needing.length === 0 && settled.length > 0) {
    return { reason: 'VpcCniNotUsed', message: 'AWS runs every node, so no DaemonSet of the VPC CNI is needed.' };
  }
  const found = daemonSet ? `DaemonSet ${daemonSet.name} runs on no node` : 'No DaemonSet of the VPC CNI was found';
  const beside = needing.length > 0 ? `, while there are nodes that need one: ${listTallied(needing)}` : '';
  return { reason: 'VpcCniNotFound', message: `${found}${beside}.` };
}

/** Why a good template does not speak for every node, or undefined when it does. */
export function unfinishedRollout({ daemonSet }: Sections['vpcCni']): Unjudged<'RolloutIncomplete'> | undefined {
  if (!daemonSet || daemonSet.outdated === 0) return undefined;
  const message = `Still of an earlier template: ${roughly(daemonSet.outdated, 'pod')} of DaemonSet ${daemonSet.name}.`;
  return { reason: 'RolloutIncomplete', message };
}

/** A tag counts as the CNI's version only on the CNI's own image: what another image's tag counts is not known. */
export function versionOfImage(image: ImageFacts, repository: string): string | undefined {
  return repositoryName(image) === repository ? image.version : undefined;
}
