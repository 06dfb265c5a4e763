import type { AwsSectionName } from '../../../src/snapshot/section-table.ts';
import type { AwsReader, ReadOutcome } from '../../../src/observe/ports.ts';
import type { Naive } from './modelled-operator.ts';

/** Ways to be wrong that the harness must catch, or it proves nothing. */
export interface Naivety {
  readonly name: string;
  readonly make: () => Naive;
}

export const naiveties: readonly Naivety[] = [
  {
    name: 'takes a failed read for an empty list',
    make: () => ({ reader: (reader) => mapped(reader, emptyOnFailure) }),
  },
  {
    name: 'goes on with the last answer when a read fails',
    make: () => ({ reader: (reader) => mapped(reader, lastOnFailure()) }),
  },
  { name: 'takes a part for the whole', make: () => ({ reader: (reader) => mapped(reader, withoutGaps) }) },
  { name: 'never takes a green status back', make: () => ({ writes: neverBack() }) },
];

type Change = <T>(section: AwsSectionName, outcome: ReadOutcome<T>) => ReadOutcome<T>;

function mapped(reader: AwsReader, change: Change): AwsReader {
  return {
    cluster: async (...asked) => change('cluster', await reader.cluster(...asked)),
    vpc: async (...asked) => change('vpc', await reader.vpc(...asked)),
    subnets: async (...asked) => change('subnets', await reader.subnets(...asked)),
    nodeGroups: async (...asked) => change('nodeGroups', await reader.nodeGroups(...asked)),
    fargateProfiles: async (...asked) => change('fargateProfiles', await reader.fargateProfiles(...asked)),
    further: async (section, question, signal) => change(section, await reader.further(section, question, signal)),
    instanceTypes: async (...asked) => change('instanceTypes', await reader.instanceTypes(...asked)),
  };
}

const lists: ReadonlySet<AwsSectionName> = new Set(['subnets', 'nodeGroups', 'fargateProfiles', 'instanceTypes']);

const emptyOnFailure: Change = <T>(section: AwsSectionName, outcome: ReadOutcome<T>): ReadOutcome<T> =>
  'failure' in outcome && lists.has(section) ? { value: JSON.parse('[]'), gaps: [] } : outcome;

const withoutGaps: Change = (_, outcome) => ('value' in outcome ? { value: outcome.value, gaps: [] } : outcome);

function lastOnFailure(): Change {
  const last = new Map<AwsSectionName, string>();
  return (section, outcome) => {
    if ('value' in outcome) last.set(section, JSON.stringify(outcome));
    const known = last.get(section);
    return 'failure' in outcome && known !== undefined ? JSON.parse(known) : outcome;
  };
}

function neverBack(): NonNullable<Naive['writes']> {
  let wasGreen = false;
  return ({ conditions = [] }) => {
    const green = conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
    const writes = green || !wasGreen;
    wasGreen ||= green;
    return writes;
  };
}
