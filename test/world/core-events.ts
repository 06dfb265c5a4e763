import { recordAt } from './json.ts';
import type { ObjectStore, StoredObject } from './object-store.ts';
import { builtInKinds, type ResourceKind, resourceKind } from './resource-kinds.ts';

/** Events by their older name, read-only: `kubectl describe` looks for them there. */
export const coreEventKind = resourceKind('v1', 'events', 'Event', {
  shortNames: ['ev'],
  selectableFields: [
    'involvedObject.kind',
    'involvedObject.name',
    'involvedObject.namespace',
    'involvedObject.uid',
    'reason',
    'type',
  ],
});

/** The objects of a kind, whatever name it is asked for under. */
export function objectsOf(store: ObjectStore, kind: ResourceKind): StoredObject[] {
  if (kind !== coreEventKind) return store.list(kind);
  const stored = builtInKinds.find(({ group }) => group === 'events.k8s.io');
  return stored === undefined ? [] : store.list(stored).map(toCoreEvent);
}

function toCoreEvent(event: StoredObject): StoredObject {
  const { regarding, note, reportingController, ...rest } = event;
  const series = recordAt(event, 'series');
  return {
    ...rest,
    apiVersion: 'v1',
    involvedObject: regarding ?? {},
    message: note ?? '',
    reportingComponent: reportingController,
    source: {},
    firstTimestamp: null,
    lastTimestamp: null,
    ...(series['count'] === undefined ? {} : { count: series['count'] }),
  };
}
