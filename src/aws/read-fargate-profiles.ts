import {
  DescribeFargateProfileCommand,
  type FargateProfile as EksProfile,
  ListFargateProfilesCommand,
} from '@aws-sdk/client-eks';
import type { FargateProfile } from '../snapshot/aws-sections.ts';
import { describeEach, type Described } from './describe-each.ts';
import { invalid, objects, text, textMap, texts } from './members.ts';
import { readPages } from './paging.ts';
import { noSuchCluster } from './read-cluster.ts';
import { readError } from './read-error.ts';
import type { Reading } from './reading.ts';

const namesPerPage = 100;

export async function readFargateProfiles(clusterName: string, reading: Reading): Promise<Described<FargateProfile>> {
  const names = await readPages({
    action: 'eks:ListFargateProfiles',
    mostPages: reading.mostPages,
    read: async (token) => {
      const answer = await reading.ask({
        action: 'eks:ListFargateProfiles',
        notFound: noSuchCluster(clusterName, reading.region),
        send: ({ eks }, options) => {
          const page = { clusterName, maxResults: namesPerPage, ...(token === undefined ? {} : { nextToken: token }) };
          return eks.send(new ListFargateProfilesCommand(page), options);
        },
      });
      if (answer.fargateProfileNames === undefined) {
        throw readError('InvalidAnswer', 'The answer to eks:ListFargateProfiles holds no list of profiles.');
      }
      return { items: texts(answer.fargateProfileNames, 'fargateProfileNames'), nextToken: answer.nextToken };
    },
  });
  reading.expect(names.length);
  return describeEach({
    names: [...new Set(names)],
    noun: 'Fargate profile',
    signal: reading.signal,
    describe: async (name, signal) => {
      const answer = await reading.ask({
        action: 'eks:DescribeFargateProfile',
        notFound: `EKS has no Fargate profile named ${name}.`,
        signal,
        send: ({ eks }, options) =>
          eks.send(new DescribeFargateProfileCommand({ clusterName, fargateProfileName: name }), options),
      });
      if (answer.fargateProfile === undefined) {
        throw readError('InvalidAnswer', 'The answer to eks:DescribeFargateProfile holds no profile.');
      }
      return toFargateProfile(name, answer.fargateProfile);
    },
  });
}

function toFargateProfile(name: string, profile: EksProfile): FargateProfile {
  if (profile.fargateProfileName !== name) throw invalid('fargateProfileName', name, profile.fargateProfileName);
  const subnetIds = texts(profile.subnets, `subnets of Fargate profile ${name}`);
  if (subnetIds.length === 0) throw invalid(`subnets of Fargate profile ${name}`, 'at least one');
  return {
    name,
    status: text(profile.status, `status of Fargate profile ${name}`),
    subnetIds,
    selectors: objects(profile.selectors, `selectors of Fargate profile ${name}`).map(({ namespace, labels }) => ({
      namespace: text(namespace, `selectors.namespace of Fargate profile ${name}`),
      labels: textMap(labels ?? {}, `selectors.labels of Fargate profile ${name}`),
    })),
  };
}
