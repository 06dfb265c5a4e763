import { awsSectionTable } from './aws-section-table.ts';
import { kubernetesSectionTable } from './kubernetes-section-table.ts';
import type { SectionDeclaration } from './section-declaration.ts';
import type { SectionName } from './snapshot.ts';

export const sectionTable: { readonly [K in SectionName]: SectionDeclaration } = {
  ...awsSectionTable,
  ...kubernetesSectionTable,
};

export const sectionNames = Object.keys(sectionTable) as readonly SectionName[];

/** Sections that AWS is asked for. */
export type AwsSectionName = keyof typeof awsSectionTable;
export const awsSectionNames = Object.keys(awsSectionTable) as readonly AwsSectionName[];

/** Sections that informer caches hold. */
export type KubernetesSectionName = keyof typeof kubernetesSectionTable;
export const kubernetesSectionNames = Object.keys(kubernetesSectionTable) as readonly KubernetesSectionName[];
