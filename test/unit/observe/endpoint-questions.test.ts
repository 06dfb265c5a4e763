import { describe, expect, test } from 'vitest';
import { questionPlans, type Known } from '../../../src/observe/questions.ts';
import { aSnapshot, type SnapshotChanges } from '../../support/builders.ts';
import { denied } from '../../support/judge.ts';
import { aVpcEndpoint } from '../../support/routes.ts';

const known = (changes: SnapshotChanges): Known => ({ clusterName: 'prod', sections: aSnapshot(changes).sections });

describe('endpoint services are asked for', () => {
  test('that there are endpoints of, each once; those of resources are of none', () => {
    const vpcEndpoints = [
      aVpcEndpoint({ service: 'com.amazonaws.eu-west-1.s3' }),
      aVpcEndpoint({ service: '', type: 'Resource' }),
      aVpcEndpoint({ service: 'com.amazonaws.eu-west-1.ec2' }),
      aVpcEndpoint({ service: 'com.amazonaws.eu-west-1.s3', type: 'Gateway' }),
    ];
    expect(questionPlans.endpointServices(known({ values: { vpcEndpoints } }))).toEqual({
      ask: { names: ['com.amazonaws.eu-west-1.ec2', 'com.amazonaws.eu-west-1.s3'] },
    });
  });

  test('once the endpoints are read', () => {
    const sections = { vpcEndpoints: denied('the read') };
    expect(questionPlans.endpointServices(known({ sections }))).toEqual({ hangsOn: 'vpcEndpoints' });
  });
});
