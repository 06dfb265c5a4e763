import { GetSubnetCidrReservationsCommand, type SubnetCidrReservation } from '@aws-sdk/client-ec2';
import type { SubnetReservation, SubnetReservations } from '../snapshot/instance-sections.ts';
import { describeEach, type Described } from './describe-each.ts';
import { ipv4Cidr, ipv6Cidr, objects, text } from './members.ts';
import { readPages } from './paging.ts';
import type { Reading } from './reading.ts';

interface Page {
  readonly ipv4: readonly SubnetReservation[];
  readonly ipv6: readonly SubnetReservation[];
}

/** The reserved blocks of each subnet; one call a subnet, as EC2 has no other way. */
export async function readSubnetReservations(
  { subnetIds }: { readonly subnetIds: readonly string[] },
  reading: Reading,
): Promise<Described<SubnetReservations>> {
  reading.expect(subnetIds.length);
  return describeEach({
    names: subnetIds,
    noun: 'reservations of subnet',
    signal: reading.signal,
    describe: async (subnetId, signal) => {
      const pages = await readPages<Page>({
        action: 'ec2:GetSubnetCidrReservations',
        mostPages: reading.mostPages,
        read: async (token) => {
          const answer = await reading.ask({
            action: 'ec2:GetSubnetCidrReservations',
            notFound: `EC2 has no subnet ${subnetId} in ${reading.region}.`,
            signal,
            send: ({ ec2 }, options) =>
              ec2.send(new GetSubnetCidrReservationsCommand(request(subnetId, token)), options),
          });
          const { SubnetIpv4CidrReservations: ipv4, SubnetIpv6CidrReservations: ipv6, NextToken } = answer;
          const page = {
            ipv4: toReservations(ipv4, subnetId, ipv4Cidr),
            ipv6: toReservations(ipv6, subnetId, ipv6Cidr),
          };
          return { items: [page], nextToken: NextToken };
        },
      });
      return { subnetId, ipv4: pages.flatMap(({ ipv4 }) => ipv4), ipv6: pages.flatMap(({ ipv6 }) => ipv6) };
    },
  });
}

function request(subnetId: string, token: string | undefined) {
  return { SubnetId: subnetId, ...(token === undefined ? {} : { NextToken: token }) };
}

/** EC2 leaves a set out where there is none; a reservation of a type we do not know takes its addresses away like an explicit one. */
function toReservations(
  reservations: readonly SubnetCidrReservation[] | undefined,
  subnetId: string,
  cidrOf: (value: unknown, field: string) => string,
): readonly SubnetReservation[] {
  return objects(reservations ?? [], `Reservations of ${subnetId}`).map(({ Cidr, ReservationType }) => ({
    cidr: cidrOf(Cidr, `Cidr of a reservation of ${subnetId}`),
    kind: text(ReservationType, `ReservationType of ${subnetId}`) === 'prefix' ? 'prefix' : 'explicit',
  }));
}
