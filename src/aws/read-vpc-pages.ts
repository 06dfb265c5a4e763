import type { EC2Client } from '@aws-sdk/client-ec2';
import type { AwsAction } from './actions.ts';
import { objects } from './members.ts';
import { readPages } from './paging.ts';
import { readError } from './read-error.ts';
import type { Reading } from './reading.ts';

/** What every paged action of EC2 takes, beside its filters. */
export interface PageRequest {
  readonly MaxResults: number;
  readonly NextToken?: string;
}

export interface VpcPages<Item extends object> {
  readonly action: AwsAction;
  readonly notFound: string;
  /** As large as the action allows, where its items are small. */
  readonly pageSize: number;
  /** Name of the list in messages, as EC2 writes it. */
  readonly set: string;
  readonly send: (
    ec2: EC2Client,
    page: PageRequest,
    options: { readonly abortSignal: AbortSignal },
  ) => Promise<{ readonly items: readonly Item[] | undefined; readonly nextToken: string | undefined }>;
}

/** All items of a paged action of EC2. An answer without the list is no empty list. */
export function readVpcPages<Item extends object>(pages: VpcPages<Item>, reading: Reading): Promise<Item[]> {
  const { action, notFound, pageSize, set } = pages;
  return readPages({
    action,
    mostPages: reading.mostPages,
    read: async (token) => {
      const page: PageRequest = { MaxResults: pageSize, ...(token === undefined ? {} : { NextToken: token }) };
      const { items, nextToken } = await reading.ask({
        action,
        notFound,
        send: ({ ec2 }, options) => pages.send(ec2, page, options),
      });
      if (items === undefined) throw readError('InvalidAnswer', `The answer to ${action} holds no ${set}.`);
      return { items: objects(items, set), nextToken };
    },
  });
}

export function ofVpc(vpcId: string, filter = 'vpc-id'): { Name: string; Values: string[] }[] {
  return [{ Name: filter, Values: [vpcId] }];
}

export function noVpc(vpcId: string, { region }: Reading): string {
  return `EC2 has no VPC ${vpcId} in ${region}.`;
}
