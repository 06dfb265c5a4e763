import { ListPodIdentityAssociationsCommand, type PodIdentityAssociationSummary } from '@aws-sdk/client-eks';
import type { PodIdentityAssociations } from '../snapshot/addon-sections.ts';
import { objects, optionalText, text } from './members.ts';
import { type Page, readPages } from './paging.ts';
import { noSuchCluster } from './read-cluster.ts';
import { readError } from './read-error.ts';
import type { Reading } from './reading.ts';

const associationsPerPage = 100;
const ofVpcCni = { namespace: 'kube-system', serviceAccount: 'aws-node' };

interface Listed {
  readonly clusterName: string;
  readonly namespace?: string;
  readonly serviceAccount?: string;
}

/** The first page of all tells whether they are used; that of the VPC CNI is asked for by name, for there may be thousands. */
export async function readPodIdentityAssociations(
  { clusterName }: { readonly clusterName: string },
  reading: Reading,
): Promise<PodIdentityAssociations> {
  const first = await listPage({ clusterName }, undefined, reading);
  const names = first.items.map(nameOf);
  const named = await readPages({
    action: 'eks:ListPodIdentityAssociations',
    mostPages: reading.mostPages,
    read: (token) => listPage({ clusterName, ...ofVpcCni }, token, reading),
  });
  // Whatever the filter makes of the names.
  const own = named.find((each) => nameOf(each) === `${ofVpcCni.namespace}/${ofVpcCni.serviceAccount}`);
  return {
    names: [...new Set(names)].toSorted(),
    more: optionalText(first.nextToken, 'nextToken') !== undefined,
    ...(own ? { vpcCniAssociationId: text(own.associationId, 'associationId of aws-node') } : {}),
  };
}

async function listPage(
  listed: Listed,
  token: string | undefined,
  reading: Reading,
): Promise<Page<PodIdentityAssociationSummary>> {
  const answer = await reading.ask({
    action: 'eks:ListPodIdentityAssociations',
    notFound: noSuchCluster(listed.clusterName, reading.region),
    send: ({ eks }, options) => {
      const page = { ...listed, maxResults: associationsPerPage, ...(token === undefined ? {} : { nextToken: token }) };
      return eks.send(new ListPodIdentityAssociationsCommand(page), options);
    },
  });
  if (answer.associations === undefined) {
    throw readError('InvalidAnswer', 'The answer to eks:ListPodIdentityAssociations holds no list of associations.');
  }
  return { items: objects(answer.associations, 'associations'), nextToken: answer.nextToken };
}

function nameOf({ namespace, serviceAccount }: PodIdentityAssociationSummary): string {
  const space = text(namespace, 'namespace of an association');
  return `${space}/${text(serviceAccount, 'serviceAccount of an association')}`;
}
