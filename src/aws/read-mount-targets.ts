import {
  DescribeMountTargetsCommand,
  DescribeMountTargetSecurityGroupsCommand,
  type MountTargetDescription,
} from '@aws-sdk/client-efs';
import type { FileSystemTargets, MountTarget } from '../snapshot/file-system-sections.ts';
import { describeEach, type Described } from './describe-each.ts';
import { invalid, objects, optionalText, text, texts } from './members.ts';
import { readPages } from './paging.ts';
import type { Reading } from './reading.ts';

type Target = Omit<MountTarget, 'securityGroups'>;

/** One call a file system, and one for each mount target that has an IPv6 address; most have none. */
export async function readMountTargets(
  { fileSystemIds }: { readonly fileSystemIds: readonly string[] },
  reading: Reading,
): Promise<Described<FileSystemTargets>> {
  reading.expect(fileSystemIds.length);
  return describeEach({
    names: fileSystemIds,
    noun: 'file system',
    signal: reading.signal,
    describe: async (fileSystemId, signal) => {
      const targets: MountTarget[] = [];
      for (const target of await targetsOf(fileSystemId, reading, signal)) {
        targets.push({ ...target, securityGroups: target.ipv6 ? await groupsOf(target.id, reading, signal) : [] });
      }
      return { fileSystemId, targets };
    },
  });
}

async function targetsOf(fileSystemId: string, reading: Reading, signal: AbortSignal): Promise<readonly Target[]> {
  const targets = await readPages<MountTargetDescription>({
    action: 'elasticfilesystem:DescribeMountTargets',
    mostPages: reading.mostPages,
    read: async (token) => {
      const request = { FileSystemId: fileSystemId, MaxItems: 100, ...(token === undefined ? {} : { Marker: token }) };
      const answer = await reading.ask({
        action: 'elasticfilesystem:DescribeMountTargets',
        notFound: `EFS has no file system ${fileSystemId} in ${reading.region}.`,
        signal,
        send: ({ fileSystems }, options) => fileSystems.send(new DescribeMountTargetsCommand(request), options),
      });
      return { items: objects(answer.MountTargets, `MountTargets of ${fileSystemId}`), nextToken: answer.NextMarker };
    },
  });
  return targets.map(({ MountTargetId, FileSystemId, Ipv6Address }) => {
    const id = text(MountTargetId, `MountTargetId of ${fileSystemId}`);
    if (FileSystemId !== fileSystemId) throw invalid(`FileSystemId of ${id}`, fileSystemId, FileSystemId);
    return { id, ipv6: optionalText(Ipv6Address, `Ipv6Address of ${id}`) !== undefined };
  });
}

async function groupsOf(id: string, reading: Reading, signal: AbortSignal): Promise<readonly string[]> {
  reading.expect(1);
  const { SecurityGroups } = await reading.ask({
    action: 'elasticfilesystem:DescribeMountTargetSecurityGroups',
    notFound: `EFS has no mount target ${id} in ${reading.region}.`,
    signal,
    send: ({ fileSystems }, options) =>
      fileSystems.send(new DescribeMountTargetSecurityGroupsCommand({ MountTargetId: id }), options),
  });
  return texts(SecurityGroups, `SecurityGroups of ${id}`);
}
