import { describe, expect, test } from 'vitest';
import { anySignal, aReader, failureOf, fileSystems, useFakeAws, valueOf } from './fake-aws.ts';

useFakeAws();

const path = (fileSystemId: string, rest = '') =>
  `/2015-02-01/mount-targets?MaxItems=100&FileSystemId=${fileSystemId}${rest}`;
const target = (id: string, fileSystemId: string, more: object = {}) => ({
  MountTargetId: id,
  FileSystemId: fileSystemId,
  SubnetId: 'subnet-1',
  LifeCycleState: 'available',
  IpAddress: '10.0.0.9',
  ...more,
});
const refused = { ErrorCode: 'AccessDeniedException', message: 'not authorized' };
const read = (...fileSystemIds: readonly string[]) =>
  aReader().reader.further('mountTargets', { fileSystemIds }, anySignal());

describe('mount targets', () => {
  test('are read for each file system, and their groups where they have an IPv6 address', async () => {
    fileSystems()
      .get(path('fs-1'))
      .reply(200, { MountTargets: [target('fsmt-1', 'fs-1')], NextMarker: 'more' })
      .get(path('fs-1', '&Marker=more'))
      .reply(200, { MountTargets: [target('fsmt-2', 'fs-1', { Ipv6Address: '2a05:d018::9' })] })
      .get('/2015-02-01/mount-targets/fsmt-2/security-groups')
      .reply(200, { SecurityGroups: ['sg-1'] });
    expect(valueOf(await read('fs-1'))).toEqual([
      {
        fileSystemId: 'fs-1',
        targets: [
          { id: 'fsmt-1', ipv6: false, securityGroups: [] },
          { id: 'fsmt-2', ipv6: true, securityGroups: ['sg-1'] },
        ],
      },
    ]);
  });

  test('are not asked for where no volume names a file system', async () => {
    expect(valueOf(await read())).toEqual([]);
  });

  test('of a file system that is gone are left out', async () => {
    fileSystems()
      .get(path('fs-1'))
      .reply(404, { ErrorCode: 'FileSystemNotFound' }, { 'x-amzn-errortype': 'FileSystemNotFound' })
      .get(path('fs-2'))
      .reply(200, { MountTargets: [target('fsmt-3', 'fs-2')] });
    expect(valueOf(await read('fs-1', 'fs-2'))).toMatchObject([{ fileSystemId: 'fs-2' }]);
  });

  test('that may not be read are denied, by name of the action', async () => {
    fileSystems().get(path('fs-1')).reply(403, refused, { 'x-amzn-errortype': 'AccessDeniedException' });
    expect(failureOf(await read('fs-1'))).toMatchObject({
      reason: 'AccessDenied',
      permission: 'elasticfilesystem:DescribeMountTargets',
    });
  });

  test.each([
    [{}, 'MountTargets of fs-1'],
    [{ MountTargets: [target('', 'fs-1')] }, 'MountTargetId of fs-1'],
    [{ MountTargets: [target('fsmt-1', 'fs-9')] }, 'FileSystemId of fsmt-1'],
  ])('that are garbled are no list: %j', async (body, field) => {
    fileSystems().get(path('fs-1')).reply(200, body);
    const { reason, message } = failureOf(await read('fs-1'));
    expect([reason, message.includes(field)]).toEqual(['InvalidData', true]);
  });
});
