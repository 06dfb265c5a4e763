import { ListPodIdentityAssociationsCommand } from '@aws-sdk/client-eks';
import type { PodIdentityAssociations } from '../snapshot/addon-sections.ts';
import { objects, text } from './members.ts';
import { readPages } from './paging.ts';
import { noSuchCluster } from './read-cluster.ts';
import { readError } from './read-error.ts';
import type { Reading } from './reading.ts';

const associationsPerPage = 100;
const mostNames = 50;

/** Counted, with some of their names: a cluster may have thousands. */
export async function readPodIdentityAssociations(
  { clusterName }: { readonly clusterName: string },
  reading: Reading,
): Promise<PodIdentityAssociations> {
  const associations = await readPages({
    action: 'eks:ListPodIdentityAssociations',
    mostPages: reading.mostPages,
    read: async (token) => {
      const answer = await reading.ask({
        action: 'eks:ListPodIdentityAssociations',
        notFound: noSuchCluster(clusterName, reading.region),
        send: ({ eks }, options) => {
          const next = token === undefined ? {} : { nextToken: token };
          const page = { clusterName, maxResults: associationsPerPage, ...next };
          return eks.send(new ListPodIdentityAssociationsCommand(page), options);
        },
      });
      if (answer.associations === undefined) {
        throw readError(
          'InvalidAnswer',
          'The answer to eks:ListPodIdentityAssociations holds no list of associations.',
        );
      }
      return { items: objects(answer.associations, 'associations'), nextToken: answer.nextToken };
    },
  });
  const named = associations.map((association) => {
    const namespace = text(association.namespace, 'namespace of an association');
    const serviceAccount = text(association.serviceAccount, 'serviceAccount of an association');
    return { name: `${namespace}/${serviceAccount}`, association };
  });
  const ofVpcCni = named.find(({ name }) => name === 'kube-system/aws-node');
  const names = [...new Set(named.map(({ name }) => name))].toSorted();
  return {
    count: names.length,
    names: names.slice(0, mostNames),
    ...(ofVpcCni ? { vpcCniAssociationId: text(ofVpcCni.association.associationId, 'associationId of aws-node') } : {}),
  };
}
